/// TLS on both sides: secrets, what is made of them, and the contexts that handshakes use. A new secret takes effect
/// for
/// the next handshake; connections keep what they began with.
@NullMarked
package dev.lateen.proxy.tls;

import org.jspecify.annotations.NullMarked;
