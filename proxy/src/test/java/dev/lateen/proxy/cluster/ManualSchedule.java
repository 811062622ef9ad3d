package dev.lateen.proxy.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A clock that stands still until it is told to go on.
final class ManualSchedule implements Schedule {

    private record Task(long nanos, Runnable action) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void after(long delayNanos, Runnable task) {
        tasks.add(new Task(now + delayNanos, task));
    }

    int waiting() {
        return tasks.size();
    }

    /// Runs what is due on the way.
    void advance(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            var next = tasks.stream().filter(task -> task.nanos <= end).min(Comparator.comparingLong(Task::nanos));
            if (next.isEmpty()) {
                now = end;
                return;
            }
            tasks.remove(next.get());
            now = next.get().nanos;
            next.get().action.run();
        }
    }
}
