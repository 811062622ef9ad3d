package dev.lateen.proxy;

import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.DownstreamTls.Mode;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.testkit.tls.Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Snapshots whose listener ends TLS, for tests.
final class TlsTermination {

    private TlsTermination() {}

    static String name(String secret) {
        return "kubernetes://istio-system/" + secret;
    }

    static Secret secret(String name, Certificate certificate) {
        return new Secret(name(name), certificate.pem(), certificate.keyPem(), null, null);
    }

    static Secret authorities(String name, String pem, @Nullable String revoked) {
        return new Secret(name(name), null, null, pem, revoked);
    }

    static DownstreamTls simple(String... secrets) {
        var names = Arrays.stream(secrets).map(TlsTermination::name).toList();
        return new DownstreamTls(Mode.SIMPLE, names, null, null, null, List.of(), List.of(), List.of(), List.of());
    }

    static DownstreamTls mutual(Mode mode, String secret, String authorities) {
        return new DownstreamTls(
                mode, List.of(name(secret)), name(authorities), null, null, List.of(), List.of(), List.of(), List.of());
    }

    static FilterChain chain(DownstreamTls tls, String... serverNames) {
        var name = serverNames.length == 0 ? "any" : serverNames[0];
        return new FilterChain(name, List.of(serverNames), tls, "routes", null, List.of());
    }

    /// The listener of a snapshot with these chains instead of its plain routes.
    static Snapshot of(Snapshot plain, FilterChain... chains) {
        var listener =
                new Listener(Snapshots.LISTENER, null, 0, Listener.Kind.GATEWAY, List.of(), List.of(chains), List.of());
        return new Snapshot(List.of(listener), plain.routeConfigs(), plain.clusters());
    }
}
