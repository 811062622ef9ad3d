/// Canaries that move by themselves: weights from step to step, judged by what the proxies count.
@NullMarked
package dev.lateen.pilot.ramp;

import org.jspecify.annotations.NullMarked;
