package dev.lateen.pilot.status;

import java.util.Locale;

/// One thing that holds, or does not, for a resource as it is now.
///
/// @param message for people; of a resource in force it does not change when proxies come and go
public record Condition(Reason reason, String message) {

    public enum Type {
        /// Whether it is what proxies run on.
        RECONCILED("Reconciled"),
        /// Whether the certificates that it has or uses are good: of Secrets, and of what names them.
        CERTIFICATE_VALID("CertificateValid"),
        /// Whether `lateen canary` has brought a VirtualService to the last of its steps.
        PROMOTED("Promoted");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

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

    /// Of certificates the worst comes first.
    public enum Reason {
        /// Every connected proxy runs on it.
        IN_FORCE(Type.RECONCILED, State.TRUE, "InForce"),
        /// Its file has errors; what is in force is the last version that had none.
        INVALID(Type.RECONCILED, State.FALSE, "Invalid"),
        /// Its last version stays in force until what it needs is there.
        HELD_BACK(Type.RECONCILED, State.FALSE, "HeldBack"),
        /// A proxy refused the snapshot that has it, or pilot failed to make it.
        REJECTED(Type.RECONCILED, State.FALSE, "Rejected"),
        /// Proxies have not acknowledged it yet.
        PENDING(Type.RECONCILED, State.UNKNOWN, "Pending"),
        NO_PROXY(Type.RECONCILED, State.UNKNOWN, "NoProxy"),
        MISSING(Type.CERTIFICATE_VALID, State.FALSE, "Missing"),
        /// Cannot be read, or the key is not that of the certificate.
        BROKEN(Type.CERTIFICATE_VALID, State.FALSE, "Broken"),
        EXPIRED(Type.CERTIFICATE_VALID, State.FALSE, "Expired"),
        NOT_YET_VALID(Type.CERTIFICATE_VALID, State.FALSE, "NotYetValid"),
        /// Valid, but not for long.
        ENDS_SOON(Type.CERTIFICATE_VALID, State.TRUE, "EndsSoon"),
        VALID(Type.CERTIFICATE_VALID, State.TRUE, "Valid"),
        /// The canary has gone through its steps, or was told to.
        COMPLETED(Type.PROMOTED, State.TRUE, "Completed"),
        /// The canary broke a limit, or was told to; the weights are those of before.
        ABORTED(Type.PROMOTED, State.FALSE, "Aborted"),
        /// Somebody else changed the VirtualService; its weights are theirs.
        STOPPED(Type.PROMOTED, State.FALSE, "Stopped"),
        RAMPING(Type.PROMOTED, State.UNKNOWN, "Ramping"),
        PAUSED(Type.PROMOTED, State.UNKNOWN, "Paused");

        private final Type type;
        private final State state;
        private final String text;

        Reason(Type type, State state, String text) {
            this.type = type;
            this.state = state;
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public Type type() {
        return reason.type;
    }

    public State state() {
        return reason.state;
    }
}
