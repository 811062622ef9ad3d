/// In-process origins, a raw HTTP client and what else a test over real sockets needs. Depends on nothing but the
/// JDK, binds only 127.0.0.1 with port 0, and bounds every wait.
@NullMarked
package dev.lateen.testkit;

import org.jspecify.annotations.NullMarked;
