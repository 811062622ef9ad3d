/// The Kubernetes kinds that a mesh reads, as records.
@NullMarked
package dev.lateen.api.kubernetes;

import org.jspecify.annotations.NullMarked;
