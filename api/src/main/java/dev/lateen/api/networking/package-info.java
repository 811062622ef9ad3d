/// Istio's networking kinds as records, field by field.
@NullMarked
package dev.lateen.api.networking;

import org.jspecify.annotations.NullMarked;
