package dev.lateen.pilot.ramp;

/// Something that was asked of a ramp cannot be done; nothing has changed.
public final class RampRefused extends Exception {

    private static final long serialVersionUID = 1;

    private final Cause cause;

    public enum Cause {
        /// There is no such VirtualService, or no ramp of it.
        ABSENT,
        /// What was asked for makes no sense by itself.
        INVALID,
        /// It does not go together with how things are.
        CONFLICT
    }

    RampRefused(Cause cause, String message) {
        super(message, null, false, false);
        this.cause = cause;
    }

    public Cause cause() {
        return cause;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
