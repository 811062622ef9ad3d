package dev.lateen.pilot.status;

import java.util.Locale;

/// Whether a resource, as it is now, is what proxies run on: the condition `Reconciled`.
///
/// @param message for people; of a resource in force it does not change when proxies come and go
public record Condition(State state, Reason reason, String message) {

    /// As Kubernetes writes them.
    public enum State {
        TRUE,
        FALSE,
        UNKNOWN;

        @Override
        public String toString() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    public enum Reason {
        /// Every connected proxy runs on it.
        IN_FORCE(State.TRUE, "InForce"),
        /// Its file has errors; what is in force is the last version that had none.
        INVALID(State.FALSE, "Invalid"),
        /// Its last version stays in force until what it needs is there.
        HELD_BACK(State.FALSE, "HeldBack"),
        /// A proxy refused the snapshot that has it, or pilot failed to make it.
        REJECTED(State.FALSE, "Rejected"),
        /// Proxies have not acknowledged it yet.
        PENDING(State.UNKNOWN, "Pending"),
        NO_PROXY(State.UNKNOWN, "NoProxy");

        private final State state;
        private final String text;

        Reason(State state, String text) {
            this.state = state;
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Condition of(Reason reason, String message) {
        return new Condition(reason.state, reason, message);
    }
}
