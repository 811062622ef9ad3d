/// The proxy's own HTTP ports: admin, readiness and metrics, on one event loop apart from user traffic.
@NullMarked
package dev.lateen.proxy.admin;

import org.jspecify.annotations.NullMarked;
