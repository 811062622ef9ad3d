package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.TlsSettings.Provider;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.UpstreamTls;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import dev.lateen.testkit.tls.Certificate;
import dev.lateen.testkit.tls.TlsSide;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// TLS to endpoints, with both providers.
class UpstreamTlsIT {

    private static final Authority AUTHORITY = Authority.create("upstreams");
    private static final Certificate SERVER = AUTHORITY.certificate("web.example.com");
    private static final String TRUST = TlsTermination.name("trust");
    private static final Secret TRUSTED = TlsTermination.authorities("trust", AUTHORITY.pem(), null);
    private static final String HOST = "Host: web.example.com:8080";

    private @Nullable OriginServer origin;
    private @Nullable TestProxy proxy;

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
        if (origin != null) {
            origin.close();
        }
    }

    private OriginServer origin(Certificate shown, boolean clientCertificate) {
        var started =
                OriginServer.startTls(TlsSide.of(AUTHORITY, shown), clientCertificate, _ -> Answer.ok("over TLS"));
        origin = started;
        return started;
    }

    private TestProxy start(Provider provider, int port, UpstreamTls tls, Secret... secrets) {
        return start(provider, Snapshots.cluster("a", port), tls, secrets);
    }

    private TestProxy start(Provider provider, Cluster plain, UpstreamTls tls, Secret... secrets) {
        var settings = new TlsSettings(provider, TlsSettings.DEFAULT.handshakeTimeout());
        var started = TestProxy.start(
                Snapshot.EMPTY, config -> config.withTls(settings).withLocalReplies(LocalReplyStyle.ISTIO));
        proxy = started;
        started.engine().tls().update(List.of(secrets));
        var cluster = new Cluster(
                plain.name(),
                plain.service(),
                plain.port(),
                null,
                plain.loadBalancing(),
                plain.connectTimeoutMillis(),
                60_000,
                0,
                Cluster.Discovery.STATIC,
                plain.endpoints(),
                tls,
                null,
                null,
                null);
        var route = Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1)));
        started.apply(Snapshots.of(Listener.Kind.GATEWAY, List.of(route), cluster));
        return started;
    }

    private static UpstreamTls verified(@Nullable String sni, String... names) {
        return new UpstreamTls(sni, List.of(names), TRUST, null, false);
    }

    private void failsWith(TestProxy started, String reason) throws Exception {
        var response = started.get("/", HOST);

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.bodyText())
                .contains("reset reason: remote connection failure, transport failure reason: TLS_error: ")
                .contains(reason);
        assertThat(started.one().has(ResponseFlag.UF)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void theNameOfTheRequestIsAskedForAndVerified(Provider provider) throws Exception {
        // Given
        var server = origin(SERVER, false);
        var started = start(provider, server.port(), verified(null), TRUSTED);

        // When
        for (int i = 0; i < 3; i++) {
            assertThat(started.get("/", HOST).bodyText()).isEqualTo("over TLS");
        }

        // Then
        assertThat(server.acceptedConnections()).isEqualTo(1); // it is pooled
        assertThat(started.get("/", "Host: other.example.com").status()).isEqualTo(503); // and not for another name
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void theClusterMayHaveANameOfItsOwn(Provider provider) throws Exception {
        var started = start(provider, origin(SERVER, false).port(), verified("web.example.com"), TRUSTED);

        assertThat(started.get("/", "Host: whatever").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void namesOfTheRuleTakeThePlaceOfTheOneAskedFor(Provider provider) throws Exception {
        var server = origin(AUTHORITY.certificate("spiffe://td/ns/a/sa/b"), false);
        var started = start(provider, server.port(), verified(null, "x.com", "spiffe://td/ns/a/sa/b"), TRUSTED);

        assertThat(started.get("/", HOST).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerOfAnotherAuthorityIsRefused(Provider provider) throws Exception {
        var server = origin(Authority.create("other").certificate("web.example.com"), false);

        failsWith(start(provider, server.port(), verified(null), TRUSTED), "certificate verify failed");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void withoutAuthoritiesThoseOfTheSystemCount(Provider provider) throws Exception {
        var tls = new UpstreamTls(null, List.of(), null, null, false);

        failsWith(start(provider, origin(SERVER, false).port(), tls), "certificate verify failed");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerWhoseTimeIsOverIsRefused(Provider provider) throws Exception {
        var server = origin(AUTHORITY.certificate("EC", Span.over(), "web.example.com"), false);

        failsWith(start(provider, server.port(), verified(null), TRUSTED), "certificate verify failed");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerOfAnotherNameIsRefused(Provider provider) throws Exception {
        var server = origin(AUTHORITY.certificate("mail.example.com"), false);

        failsWith(start(provider, server.port(), verified(null), TRUSTED), "certificate is for [mail.example.com]");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void whoAsksForItTakesAnyCertificate(Provider provider) throws Exception {
        var server = origin(Authority.create("other").certificate("mail.example.com"), false);
        var started = start(provider, server.port(), new UpstreamTls(null, List.of(), null, null, true));

        assertThat(started.get("/", HOST).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerThatAsksForACertificateGetsOne(Provider provider) throws Exception {
        var tls = new UpstreamTls(null, List.of(), TRUST, TlsTermination.name("client"), false);
        var started = start(
                provider,
                origin(SERVER, true).port(),
                tls,
                TRUSTED,
                TlsTermination.secret("client", AUTHORITY.certificate("gateway")));

        assertThat(started.get("/", HOST).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aMissingSecretIsTheReason(Provider provider) throws Exception {
        failsWith(
                start(provider, origin(SERVER, false).port(), verified(null)),
                "secret kubernetes://istio-system/trust is not there");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aHandshakeIsPartOfTheConnectTimeout(Provider provider) throws Exception {
        try (var silent = RawTcpOrigin.start(connection -> connection.awaitPeerClose())) {
            var impatient = Snapshots.withConnectTimeout(Snapshots.cluster("a", silent.port()), 200);
            var started = start(provider, impatient, verified(null), TRUSTED);

            var response = started.get("/", HOST);

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("reset reason: connection timeout");
            assertThat(started.one().has(ResponseFlag.UF)).isTrue();
        }
    }
}
