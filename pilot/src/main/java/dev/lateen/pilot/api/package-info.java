/// The local resource API, after the Kubernetes API conventions.
@NullMarked
package dev.lateen.pilot.api;

import org.jspecify.annotations.NullMarked;
