/// What every stage on an event loop shares: its clock, deadlines and counters.
@NullMarked
package dev.lateen.proxy.loop;

import org.jspecify.annotations.NullMarked;
