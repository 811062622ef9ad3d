package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.route.SplitSchedule;
import java.util.concurrent.atomic.AtomicLong;

/// Turns of a weighted choice: a schedule, and the cursor into it that all event loops share.
public record Split(SplitSchedule schedule, AtomicLong cursor) {

    /// Index of the next destination.
    public int next() {
        return next(schedule, cursor);
    }

    static int next(SplitSchedule schedule, AtomicLong cursor) {
        return schedule.destination((int) Math.floorMod(cursor.getAndIncrement(), (long) schedule.length()));
    }
}
