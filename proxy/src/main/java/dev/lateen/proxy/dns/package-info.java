/// Names to addresses, on a thread of its own: no event loop of the engine ever waits for a name server.
@NullMarked
package dev.lateen.proxy.dns;

import org.jspecify.annotations.NullMarked;
