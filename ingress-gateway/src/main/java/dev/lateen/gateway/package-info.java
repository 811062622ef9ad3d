/// The ingress gateway program: wiring and configuration of the proxy, no logic of its own.
@NullMarked
package dev.lateen.gateway;

import org.jspecify.annotations.NullMarked;
