package dev.lateen.cli.inspect;

import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.snapshot.push.ProxyStatus;
import java.util.List;
import java.util.stream.Collectors;

/// Finds the proxy that a user means: its whole id, its name, or the beginning of either.
final class ProxyArgument {

    private ProxyArgument() {}

    static ProxyStatus find(PilotClient pilot, String typed) {
        return find(pilot.proxies(), typed);
    }

    static ProxyStatus find(List<ProxyStatus> proxies, String typed) {
        for (var proxy : proxies) {
            if (proxy.proxy().equals(typed)) {
                return proxy;
            }
        }
        var named = proxies.stream().filter(proxy -> proxy.name().equals(typed)).toList();
        var fitting = named.isEmpty()
                ? proxies.stream()
                        .filter(proxy -> proxy.proxy().startsWith(typed))
                        .toList()
                : named;
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        var known = fitting.isEmpty() ? proxies : fitting;
        throw CommandFailure.usage("proxy: \"" + typed + "\" (expected: "
                + (known.isEmpty()
                        ? "a proxy, but none has connected"
                        : known.stream().map(ProxyStatus::proxy).collect(Collectors.joining(", ", "one of ", "")))
                + ")");
    }
}
