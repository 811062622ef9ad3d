/// The HTTP/1.1 codec on bytes: strict heads, bodies, spliced head edits. Knows no connection and no route.
@NullMarked
package dev.lateen.proxy.http1;

import org.jspecify.annotations.NullMarked;
