package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.proxy.TlsSettings.Provider;
import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.DownstreamTls.Mode;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import dev.lateen.testkit.tls.Certificate;
import dev.lateen.testkit.tls.TlsSide;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// TLS that ends at a listener, with both providers.
class TlsTerminationIT {

    private static final Authority AUTHORITY = Authority.create("servers");
    private static final Authority CLIENTS = Authority.create("clients");

    /// With the name of the right authority: clients would not show a certificate of another one.
    private static final Authority IMPOSTOR = Authority.create("clients");

    private static final Certificate SERVER = AUTHORITY.certificate("a.example.com");

    private final OriginServer origin = OriginServer.answering(Answer.ok("hello"));
    private @Nullable TestProxy proxy;

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
        origin.close();
    }

    private TestProxy start(Provider provider, Snapshot snapshot, Secret... secrets) {
        var settings = new TlsSettings(provider, Duration.ofSeconds(15));
        var started = TestProxy.start(Snapshot.EMPTY, config -> config.withTls(settings));
        proxy = started;
        assertThat(started.engine().tls().update(List.of(secrets))).isEmpty();
        started.apply(snapshot);
        return started;
    }

    private Snapshot plain() {
        return Snapshots.toPorts(origin.port());
    }

    private static SSLContext trusting(@Nullable Certificate shown) {
        return TlsSide.of(AUTHORITY, shown);
    }

    private RawResponse get(TestProxy to, String name, SSLContext context) throws IOException {
        try (var client = RawHttpClient.connectTls(to.port(), name, context)) {
            return client.get("/", "Host: " + name);
        }
    }

    /// With TLS 1.3 a client hears only after its handshake that the server did not like its certificate.
    private void refuses(TestProxy to, SSLContext context) {
        assertThatThrownBy(() -> get(to, "a.example.com", context)).isInstanceOf(IOException.class);
        assertThat(origin.requests()).isEmpty();
    }

    private static X509Certificate shown(TestProxy to, String name) throws Exception {
        try (var client = RawHttpClient.connectTls(to.port(), name, trusting(null))) {
            return (X509Certificate) client.tlsSession().getPeerCertificates()[0];
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void requestsComeOutInPlainTextAndSayThatTheyCameOverTls(Provider provider) throws Exception {
        // Given
        var started = start(
                provider,
                TlsTermination.of(plain(), TlsTermination.chain(TlsTermination.simple("web"))),
                TlsTermination.secret("web", SERVER));

        // When
        try (var client = RawHttpClient.connectTls(started.port(), "a.example.com", trusting(null))) {
            for (int i = 0; i < 3; i++) {
                var body = new byte[200_000];
                var response = client.request("POST", "/", body, "Host: a.example.com", "x-forwarded-client-cert: me");
                assertThat(response.status()).isEqualTo(200);
            }
            assertThat(client.tlsSession().getProtocol()).isEqualTo("TLSv1.3");
        }

        // Then
        var request = origin.takeRequest();
        assertThat(request.header("x-forwarded-proto")).contains("https");
        assertThat(request.header("x-forwarded-client-cert")).isEmpty();
        assertThat(request.body()).hasSize(200_000);
        assertThat(started.engine().tls().handshakeCounts())
                .singleElement()
                .satisfies(count -> assertThat(count.completed()).isEqualTo(1));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void theCertificateIsChosenByTheNameThatIsAskedFor(Provider provider) throws Exception {
        // Given
        var exact = AUTHORITY.certificate("b.example.com");
        var wildcard = AUTHORITY.certificate("*.example.com");
        var started = start(
                provider,
                TlsTermination.of(
                        plain(),
                        TlsTermination.chain(TlsTermination.simple("b"), "b.example.com"),
                        TlsTermination.chain(TlsTermination.simple("all"), "*.example.com")),
                TlsTermination.secret("b", exact),
                TlsTermination.secret("all", wildcard));

        // When, then
        assertThat(shown(started, "b.example.com")).isEqualTo(exact.certificate());
        assertThat(shown(started, "c.example.com")).isEqualTo(wildcard.certificate());
        assertThatThrownBy(() -> shown(started, "other.com")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aClientHasToShowACertificateOfTheAuthority(Provider provider) throws Exception {
        // Given
        var good = CLIENTS.certificate("spiffe://cluster.local/ns/a/sa/b", "client.example.com");
        var revoked = CLIENTS.certificate("revoked.example.com");
        var started = start(
                provider,
                TlsTermination.of(
                        plain(), TlsTermination.chain(TlsTermination.mutual(Mode.MUTUAL, "web", "web-cacert"))),
                TlsTermination.secret("web", SERVER),
                TlsTermination.authorities("web-cacert", CLIENTS.pem(), CLIENTS.revoke(revoked)));

        // When, then
        refuses(started, trusting(null));
        refuses(started, trusting(IMPOSTOR.certificate("other-authority.com")));
        refuses(started, trusting(revoked));
        refuses(started, trusting(CLIENTS.certificate("EC", Span.over(), "late.com")));

        // When
        assertThat(get(started, "a.example.com", trusting(good)).status()).isEqualTo(200);

        // Then
        var forwarded = origin.takeRequest().header("x-forwarded-client-cert").orElseThrow();
        var hash =
                MessageDigest.getInstance("SHA-256").digest(good.certificate().getEncoded());
        assertThat(forwarded)
                .startsWith("Hash=" + HexFormat.of().formatHex(hash) + ";Cert=\"")
                .endsWith(";URI=spiffe://cluster.local/ns/a/sa/b;DNS=client.example.com");
        assertThat(URLDecoder.decode(forwarded, StandardCharsets.US_ASCII))
                .contains(good.pem().trim());
        Eventually.await(
                "four failed handshakes",
                () -> started.engine().tls().handshakeCounts().getFirst().failed() == 4);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void anOptionalCertificateMayBeMissingButNotBeWrong(Provider provider) throws Exception {
        var started = start(
                provider,
                TlsTermination.of(
                        plain(),
                        TlsTermination.chain(TlsTermination.mutual(Mode.OPTIONAL_MUTUAL, "web", "web-cacert"))),
                TlsTermination.secret("web", SERVER),
                TlsTermination.authorities("web-cacert", CLIENTS.pem(), null));

        refuses(started, trusting(IMPOSTOR.certificate("other-authority.com")));
        assertThat(get(started, "a.example.com", trusting(null)).status()).isEqualTo(200);
        assertThat(origin.takeRequest().header("x-forwarded-client-cert")).isEmpty();
        assertThat(get(started, "a.example.com", trusting(CLIENTS.certificate("c.com")))
                        .status())
                .isEqualTo(200);
        assertThat(origin.takeRequest().header("x-forwarded-client-cert").orElseThrow())
                .endsWith("DNS=c.com");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aClientHasToBeOneOfTheNamesAndPins(Provider provider) throws Exception {
        // Given
        var good = CLIENTS.certificate("good.com");
        var key = MessageDigest.getInstance("SHA-256")
                .digest(good.certificate().getPublicKey().getEncoded());
        var tls = new DownstreamTls(
                Mode.MUTUAL,
                List.of(TlsTermination.name("web")),
                TlsTermination.name("web-cacert"),
                null,
                null,
                List.of(),
                List.of("good.com", "other.com"),
                List.of(Base64.getEncoder().encodeToString(key)),
                List.of());
        var started = start(
                provider,
                TlsTermination.of(plain(), TlsTermination.chain(tls)),
                TlsTermination.secret("web", SERVER),
                TlsTermination.authorities("web-cacert", CLIENTS.pem(), null));

        // When, then
        refuses(started, trusting(CLIENTS.certificate("third.com")));
        refuses(started, trusting(CLIENTS.certificate("other.com"))); // the name fits, the key does not
        assertThat(get(started, "a.example.com", trusting(good)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void versionsAndSuitesAreThoseOfTheServer(Provider provider) throws Exception {
        // Given
        var tls = new DownstreamTls(
                Mode.SIMPLE,
                List.of(TlsTermination.name("web")),
                null,
                "TLSv1.2",
                "TLSv1.2",
                List.of("ECDHE-ECDSA-AES256-GCM-SHA384"),
                List.of(),
                List.of(),
                List.of());
        var started = start(
                provider, TlsTermination.of(plain(), TlsTermination.chain(tls)), TlsTermination.secret("web", SERVER));

        // When, then
        try (var client = RawHttpClient.connectTls(started.port(), "a.example.com", trusting(null))) {
            assertThat(client.tlsSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(client.tlsSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
            assertThat(client.get("/", "Host: a.example.com").status()).isEqualTo(200);
        }
        assertThatThrownBy(() -> RawHttpClient.connectTls(
                        started.port(),
                        "a.example.com",
                        trusting(null),
                        offer -> offer.setProtocols(new String[] {"TLSv1.3"})))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void eachClientGetsTheCertificateWhoseKeySuitsIt(Provider provider) throws Exception {
        // Given
        var rsa = AUTHORITY.certificate("RSA", Span.lasting(Duration.ofDays(1)), "a.example.com");
        var started = start(
                provider,
                TlsTermination.of(plain(), TlsTermination.chain(TlsTermination.simple("ec", "rsa"))),
                TlsTermination.secret("ec", SERVER),
                TlsTermination.secret("rsa", rsa));

        // When, then
        for (var suite : List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")) {
            try (var client = RawHttpClient.connectTls(started.port(), "a.example.com", trusting(null), offer -> {
                offer.setProtocols(new String[] {"TLSv1.2"});
                offer.setCipherSuites(new String[] {suite});
            })) {
                assertThat(client.tlsSession().getPeerCertificates()[0])
                        .isEqualTo((suite.contains("ECDSA") ? SERVER : rsa).certificate());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void withoutItsSecretAPortIsOpenAndHandshakesFailUntilItComes(Provider provider) throws Exception {
        // Given
        var started = start(provider, TlsTermination.of(plain(), TlsTermination.chain(TlsTermination.simple("web"))));

        // When, then
        assertThatThrownBy(() -> get(started, "a.example.com", trusting(null))).isInstanceOf(IOException.class);
        Eventually.await(
                "the missing certificate is counted",
                () -> started.engine().tls().handshakeCounts().getFirst().withoutCertificate() == 1);

        // When
        started.engine().tls().update(List.of(TlsTermination.secret("web", SERVER)));

        // Then
        assertThat(get(started, "a.example.com", trusting(null)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aCertificateIsChangedUnderLoadWithoutALostRequest(Provider provider) throws Exception {
        // Given
        var started = start(
                provider,
                TlsTermination.of(plain(), TlsTermination.chain(TlsTermination.simple("web"))),
                TlsTermination.secret("web", SERVER));
        var stop = new AtomicBoolean();
        var served = new AtomicInteger();
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            boolean kept = i % 2 == 0;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (!stop.get()) {
                        try (var client = RawHttpClient.connectTls(started.port(), "a.example.com", trusting(null))) {
                            do {
                                assertThat(client.get("/", "Host: a.example.com")
                                                .status())
                                        .isEqualTo(200);
                                served.incrementAndGet();
                            } while (kept && !stop.get());
                        }
                    }
                } catch (IOException | AssertionError e) {
                    failures.add(e);
                }
            }));
        }

        // When
        Certificate last = SERVER;
        for (int i = 0; i < 10; i++) {
            int before = served.get();
            Eventually.await("requests go on", () -> served.get() > before + 10 || !failures.isEmpty());
            last = AUTHORITY.certificate("a.example.com");
            started.engine().tls().update(List.of(TlsTermination.secret("web", last)));
        }
        stop.set(true);
        for (var thread : threads) {
            thread.join();
        }

        // Then
        assertThat(failures).isEmpty();
        assertThat(shown(started, "a.example.com")).isEqualTo(last.certificate());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void filesAreFollowed(Provider provider, @TempDir Path folder) throws Exception {
        // Given
        var certificate = SERVER.writePem(folder.resolve("tls.crt"));
        var key = SERVER.writeKey(folder.resolve("tls.key"));
        var tls = new DownstreamTls(
                Mode.SIMPLE,
                List.of("file-cert:" + certificate + "~" + key),
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        var started = start(provider, TlsTermination.of(plain(), TlsTermination.chain(tls)));
        assertThat(shown(started, "a.example.com")).isEqualTo(SERVER.certificate());

        // When
        var next = AUTHORITY.certificate("a.example.com");
        next.writePem(certificate);
        next.writeKey(key);

        // Then
        Eventually.await(
                "the new certificate is shown",
                () -> shown(started, "a.example.com").equals(next.certificate()));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aHandshakeThatDoesNotGoOnIsEnded(Provider provider) throws Exception {
        // Given
        var settings = new TlsSettings(provider, Duration.ofMillis(300));
        var started = TestProxy.start(Snapshot.EMPTY, config -> config.withTls(settings));
        proxy = started;
        started.engine().tls().update(List.of(TlsTermination.secret("web", SERVER)));
        started.apply(TlsTermination.of(plain(), TlsTermination.chain(TlsTermination.simple("web"))));

        // When
        try (var client = RawHttpClient.connect(started.port())) {
            client.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc}); // a ClientHello that never ends

            // Then
            client.readUntilClose();
        }
        Eventually.await(
                "the failure is counted",
                () -> started.engine().tls().handshakeCounts().getFirst().failed() == 1);
    }
}
