/// The engine put together: event loops, listeners and the snapshot in force. Knows every other package of the request
/// path, and none of them knows it.
@NullMarked
package dev.lateen.proxy.engine;

import org.jspecify.annotations.NullMarked;
