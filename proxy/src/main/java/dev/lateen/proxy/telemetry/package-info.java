/// What is told about finished exchanges: access log, metrics with Istio's names.
@NullMarked
package dev.lateen.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
