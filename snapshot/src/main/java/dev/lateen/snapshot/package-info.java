/// What a proxy runs on, resolved down to the endpoints: listeners, route configurations, clusters.
/// Records only; every list and map is an immutable copy. Knows nothing of Istio's resources.
@NullMarked
package dev.lateen.snapshot;

import org.jspecify.annotations.NullMarked;
