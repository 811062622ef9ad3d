/// Istio's messages that kinds of several groups share, field by field: its `istio.type.v1beta1`.
@NullMarked
package dev.lateen.api.type;

import org.jspecify.annotations.NullMarked;
