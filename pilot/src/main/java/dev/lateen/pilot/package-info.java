/// The control plane: reads resources, compiles them for each proxy and pushes the outcome.
/// [dev.lateen.pilot.Pilot] assembles plain Java; CDI only wraps it.
@NullMarked
package dev.lateen.pilot;

import org.jspecify.annotations.NullMarked;
