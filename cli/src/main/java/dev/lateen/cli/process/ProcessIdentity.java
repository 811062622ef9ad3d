package dev.lateen.cli.process;

import java.util.Optional;

/// A process that cannot be mistaken for a later one with the same id: its id and when it started.
///
/// @param startMillis milliseconds of the epoch, as the system tells them; 0 when it does not
public record ProcessIdentity(long pid, long startMillis) {

    /// The system computes start times from its own start, and adjusts that along with the clock.
    private static final long TOLERANCE_MILLIS = 3_000;

    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(
                process.pid(),
                process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L));
    }

    public static ProcessIdentity current() {
        return of(ProcessHandle.current());
    }

    /// The process, if it is still the same one and alive.
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    private boolean isSame(ProcessHandle process) {
        long start = of(process).startMillis();
        return start == 0 || startMillis == 0 || Math.abs(start - startMillis) <= TOLERANCE_MILLIS;
    }
}
