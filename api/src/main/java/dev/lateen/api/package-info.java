/// What records of all kinds share. Knows none of them.
@NullMarked
package dev.lateen.api;

import org.jspecify.annotations.NullMarked;
