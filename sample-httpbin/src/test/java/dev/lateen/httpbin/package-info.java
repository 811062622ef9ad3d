@NullMarked
package dev.lateen.httpbin;

import org.jspecify.annotations.NullMarked;
