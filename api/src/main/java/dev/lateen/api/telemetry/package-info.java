/// Istio's telemetry kind as a record, field by field.
@NullMarked
package dev.lateen.api.telemetry;

import org.jspecify.annotations.NullMarked;
