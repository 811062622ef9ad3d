/// The data-plane engine: assembly of listeners, codec, routing and upstreams. Plain Java on Netty event loops.
@NullMarked
package dev.lateen.proxy;

import org.jspecify.annotations.NullMarked;
