package dev.lateen.proxy.loop;

import org.jspecify.annotations.Nullable;

/// Something that happens unless it is cancelled in time; an element of a [DeadlineWheel] list, so that setting and
/// cancelling cost no allocation. May be set again after it fired or was cancelled. Event loop only.
public final class Deadline {

    final Runnable action;
    long tick;

    @Nullable
    Deadline previous;

    @Nullable
    Deadline next;

    @Nullable
    DeadlineWheel wheel;

    public Deadline(Runnable action) {
        this.action = action;
    }

    public boolean isSet() {
        return wheel != null;
    }

    public void cancel() {
        if (wheel != null) {
            wheel.remove(this);
        }
    }
}
