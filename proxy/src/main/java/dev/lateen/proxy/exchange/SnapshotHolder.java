package dev.lateen.proxy.exchange;

/// The snapshot in force: one volatile reference, read once by each exchange.
public final class SnapshotHolder {

    private volatile RuntimeSnapshot current = RuntimeSnapshot.empty();

    public RuntimeSnapshot current() {
        return current;
    }

    public void swap(RuntimeSnapshot next) {
        current = next;
    }
}
