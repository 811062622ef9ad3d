package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.route.SplitSchedule;

/// Turns of a weighted choice: a schedule, and the cursor into it that all event loops share.
public record Split(SplitSchedule schedule, PaddedCounter cursor) {

    /// Index of the next destination.
    public int next() {
        return schedule.destination((int) Math.floorMod(cursor.getAndIncrement(), (long) schedule.length()));
    }
}
