/// What is said in the `status` of a resource. Knows nothing of where the evidence comes from.
@NullMarked
package dev.lateen.pilot.status;

import org.jspecify.annotations.NullMarked;
