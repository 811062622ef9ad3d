/// The sidecar program: wiring and configuration of the proxy, no logic of its own.
@NullMarked
package dev.lateen.sidecar;

import org.jspecify.annotations.NullMarked;
