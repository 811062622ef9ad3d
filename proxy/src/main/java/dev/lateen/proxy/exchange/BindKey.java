package dev.lateen.proxy.exchange;

import dev.lateen.snapshot.Listener;

/// What identifies a bound socket across snapshots: its address and port, whatever the listener is called. With port 0,
/// which stands for any free port, the name counts.
public record BindKey(String address, int port, String name) {

    public static BindKey of(Listener listener, String defaultBind) {
        var address = listener.bind() == null ? defaultBind : listener.bind();
        return new BindKey(address, listener.port(), listener.port() == 0 ? listener.name() : "");
    }

    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
