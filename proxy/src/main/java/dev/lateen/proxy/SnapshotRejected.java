package dev.lateen.proxy;

/// A snapshot that cannot be put in force; the one before it stays. The message is for the user: it names the offending
/// value, what was expected and where.
public final class SnapshotRejected extends Exception {

    private static final long serialVersionUID = 1L;

    public SnapshotRejected(String message) {
        super(message);
    }

    public SnapshotRejected(String message, Throwable cause) {
        super(message, cause);
    }
}
