/// Connections whose bytes are passed on as they are.
@NullMarked
package dev.lateen.proxy.tcp;

import org.jspecify.annotations.NullMarked;
