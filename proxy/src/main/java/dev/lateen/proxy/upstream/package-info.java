/// Connections to endpoints, and one pool of them per event loop.
@NullMarked
package dev.lateen.proxy.upstream;

import org.jspecify.annotations.NullMarked;
