/// Istio's security kinds as records, field by field.
@NullMarked
package dev.lateen.api.security;

import org.jspecify.annotations.NullMarked;
