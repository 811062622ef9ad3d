package dev.lateen.proxy.exchange;

import dev.lateen.snapshot.Listener;

/// What identifies a bound socket across snapshots: its address and port, whatever the listener is called. With port 0,
/// which stands for any free port, the name counts.
public record BindKey(String address, int port, String name) {

    public static BindKey of(Listener listener, String defaultBind) {
        var address = listener.bind() == null ? defaultBind : listener.bind();
        return new BindKey(address, listener.port(), listener.port() == 0 ? listener.name() : "");
    }

    /// By hand, as in the other keys of a start: what a record has for that is bytecode that each process makes anew.
    @Override
    public boolean equals(Object other) {
        return other instanceof BindKey key && port == key.port && address.equals(key.address) && name.equals(key.name);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * address.hashCode() + port) + name.hashCode();
    }

    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
