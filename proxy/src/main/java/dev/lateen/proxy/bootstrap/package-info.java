/// What a proxy program is made of, put together in one place: plain Java, started by the sidecar, the gateway or a
/// test.
@NullMarked
package dev.lateen.proxy.bootstrap;

import org.jspecify.annotations.NullMarked;
