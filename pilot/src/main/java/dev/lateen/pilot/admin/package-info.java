/// Readiness, metrics and debugging for operators.
@NullMarked
package dev.lateen.pilot.admin;

import org.jspecify.annotations.NullMarked;
