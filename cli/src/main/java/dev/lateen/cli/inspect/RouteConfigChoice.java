package dev.lateen.cli.inspect;

import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.route.ChainIndex;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which route configuration a URL reaches: what the port it is sent to, and for HTTPS the name in it, decide in a
/// proxy.
record RouteConfigChoice(Listener listener, RouteConfig config) {

    private static final Pattern AUTHORITY =
            Pattern.compile("^(?:https?://)?(\\[[^]]*]|[^/?#:]*)(?::(\\d{1,5}))?(?:[/?#].*)?$");
    private static final int PRIVILEGED = 1024;
    private static final int OFFSET = 8000;

    /// @throws CommandFailure naming the ports that are listened on, when the URL's is none of them
    static RouteConfigChoice of(Snapshot snapshot, String url) {
        int port = port(url);
        var listeners = snapshot.listeners().stream()
                .filter(listener -> listener.kind() != Listener.Kind.INBOUND)
                .toList();
        for (var listener : listeners) {
            var config = listener.kind() == Listener.Kind.OUTBOUND
                    ? byPort(snapshot, listener, port).or(() -> byPort(snapshot, listener, RouteConfig.ANY_PORT))
                    : isReached(listener, port) ? first(snapshot, listener, url) : Optional.<RouteConfig>empty();
            if (config.isPresent()) {
                return new RouteConfigChoice(listener, config.get());
            }
        }
        // A gateway behind a Service or another mapping: with one port there is no doubt.
        if (listeners.size() == 1 && listeners.getFirst().kind() == Listener.Kind.GATEWAY) {
            var config = first(snapshot, listeners.getFirst(), url);
            if (config.isPresent()) {
                return new RouteConfigChoice(listeners.getFirst(), config.get());
            }
        }
        refuseBytes(listeners, port, url);
        throw CommandFailure.of(
                "nothing listens for port " + port + " of " + url + " (expected: " + known(snapshot, listeners) + ")",
                listeners.isEmpty()
                        ? "no Gateway selects this proxy: compare its labels with spec.selector"
                        : "the port of the URL chooses the listener");
    }

    /// A port that is listened on, but not for HTTP by this name, has no routes to explain.
    private static void refuseBytes(List<Listener> listeners, int port, String url) {
        for (var listener : listeners) {
            if (isReached(listener, port) && !listener.chains().isEmpty()) {
                var hint = "lateen proxy-config listeners shows where they go";
                throw chain(listener, url).isPresent()
                        ? CommandFailure.of(
                                "port " + port + " of " + url
                                        + " is not read as HTTP: its connections are passed on as bytes",
                                hint)
                        : CommandFailure.of(
                                "port " + port + " of " + url + " has nothing for this name: connections are closed",
                                hint);
            }
        }
    }

    /// By the name that a TLS client of the URL asks for.
    private static Optional<FilterChain> chain(Listener listener, String url) {
        var name = url.startsWith("https://") ? host(url) : null;
        return Optional.ofNullable(ChainIndex.of(listener.chains()).choose(name));
    }

    private static String host(String url) {
        var matcher = AUTHORITY.matcher(url);
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private static int port(String url) {
        var matcher = AUTHORITY.matcher(url);
        if (matcher.matches() && matcher.group(2) != null) {
            return Integer.parseInt(matcher.group(2));
        }
        return url.startsWith("https://") ? 443 : 80;
    }

    private static boolean isReached(Listener listener, int port) {
        return listener.port() == port || (port < PRIVILEGED && listener.port() == port + OFFSET);
    }

    private static Optional<RouteConfig> first(Snapshot snapshot, Listener listener, String url) {
        var names = listener.chains().isEmpty()
                ? listener.routeConfigs()
                : chain(listener, url).flatMap(chain -> Optional.ofNullable(chain.routeConfig())).stream()
                        .toList();
        return snapshot.routeConfigs().stream()
                .filter(config -> names.contains(config.name()))
                .findFirst();
    }

    private static Optional<RouteConfig> byPort(Snapshot snapshot, Listener listener, int port) {
        return snapshot.routeConfigs().stream()
                .filter(config -> listener.routeConfigs().contains(config.name()) && config.port() == port)
                .findFirst();
    }

    private static String known(Snapshot snapshot, List<Listener> listeners) {
        if (listeners.isEmpty()) {
            return "a listener, but there is none";
        }
        return listeners.stream()
                .map(listener -> listener.kind() == Listener.Kind.OUTBOUND
                        ? snapshot.routeConfigs().stream()
                                .filter(config -> listener.routeConfigs().contains(config.name()))
                                .map(config -> Integer.toString(config.port()))
                                .collect(Collectors.joining(", "))
                        : Integer.toString(listener.port()))
                .collect(Collectors.joining(", "));
    }
}
