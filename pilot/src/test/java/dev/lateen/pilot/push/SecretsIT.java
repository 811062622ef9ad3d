package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.Pilot;
import dev.lateen.pilot.PilotClient;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import dev.lateen.testkit.tls.Certificate;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The way of secrets: an event of their own, before the snapshot that names them, to those who have proven who they
/// are.
class SecretsIT extends FreshPilot {

    private static final String GATEWAY = "role=gateway&namespace=istio-system&name=gw&labels=istio=ingressgateway";
    private static final String PROXY = "gw.istio-system";
    private static final String SECRETS = "/api/v1/namespaces/istio-system/secrets";
    private static final String GATEWAYS = PilotClient.NETWORKING + "default/gateways";
    private static final Authority AUTHORITY = Authority.create("test");
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String NAME = "kubernetes://istio-system/web";

    private String token;

    @BeforeEach
    void readToken() throws Exception {
        token = Files.readString(home.resolve(Pilot.PROXY_TOKEN_FILE)).strip();
    }

    private long applySecret(String key) {
        return applySecret("a-certificate", key);
    }

    private long applySecret(String certificate, String key) {
        return client.apply(SECRETS + "/web", """
                        {apiVersion: v1, kind: Secret, metadata: {name: web}, type: kubernetes.io/tls,
                         stringData: {tls.crt: "%s", tls.key: "%s"}}
                        """.formatted(certificate.replace("\n", "\\n"), key.replace("\n", "\\n")))
                .revision();
    }

    private long applyGateway() {
        return client.apply(GATEWAYS + "/gw", """
                        apiVersion: networking.istio.io/v1
                        kind: Gateway
                        metadata: {name: gw}
                        spec:
                          selector: {istio: ingressgateway}
                          servers:
                          - port: {number: 443, name: web, protocol: HTTPS}
                            hosts: [a.example.com]
                            tls: {mode: SIMPLE, credentialName: web}
                        """).revision();
    }

    @Test
    void theTokenIsForItsOwnerOnly() throws Exception {
        var file = home.resolve(Pilot.PROXY_TOKEN_FILE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(token).isNotEqualTo(pilot.pilot().token());
    }

    @Test
    void secretsComeBeforeTheSnapshotThatNamesThem() {
        // Given
        applySecret("first-key");
        long revision = applyGateway();
        client.revision(revision, "10s");

        // When
        try (var stream = StreamReader.authenticated(pilot, GATEWAY, token)) {
            var secrets = stream.next();

            // Then
            assertThat(secrets.type()).isEqualTo("secrets");
            assertThat(secrets.secrets().secrets())
                    .containsExactly(new Secret(NAME, "a-certificate", "first-key", null, null));
            assertThat(stream.nextIfAny()).isNull(); // one event is in flight
            assertThat(client.ack(PROXY, secrets.secrets().id())).isEqualTo(204);
            var snapshot = stream.next();
            assertThat(snapshot.data()).contains(NAME).doesNotContain("first-key");
            assertThat(client.ack(PROXY, snapshot.id())).isEqualTo(204);
            assertThat(client.revision(revision, "10s").acked()).isEqualTo(1);
            assertThat(client.push("GET", "/v1/proxies/" + PROXY + "/config", null)
                            .raw()
                            .body())
                    .contains(NAME)
                    .doesNotContain("first-key");
        }
    }

    @Test
    void aRevisionThatOnlyChangesASecretIsReachedWhenTheSecretIsTaken() {
        applySecret("first-key");
        applyGateway();
        try (var stream = StreamReader.authenticated(pilot, GATEWAY, token)) {
            // Given
            client.ack(PROXY, stream.next().secrets().id());
            client.ack(PROXY, stream.next().id());

            // When
            long revision = applySecret("second-key");
            var secrets = stream.next();

            // Then
            assertThat(secrets.secrets().secrets())
                    .containsExactly(new Secret(NAME, "a-certificate", "second-key", null, null));
            assertThat(client.revision(revision, "0s").acked()).isZero();
            client.ack(PROXY, secrets.secrets().id());
            assertThat(client.revision(revision, "10s").acked()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedSecretIsToldAndHoldsUpNoLaterRevision() {
        applySecret("first-key");
        applyGateway();
        try (var stream = StreamReader.authenticated(pilot, GATEWAY, token)) {
            // Given
            client.ack(PROXY, stream.next().secrets().id());
            client.ack(PROXY, stream.next().id());

            // When
            long revision = applySecret("bad-key");
            client.reject(PROXY, stream.next().secrets().id(), "the key does not fit");

            // Then
            assertThat(client.revision(revision, "0s").pending())
                    .singleElement()
                    .satisfies(pending -> assertThat(pending.reason()).isEqualTo("rejected: the key does not fit"));
            long later = client.applyService("other", 8000);
            assertThat(client.revision(later, "10s").acked()).isEqualTo(1);
        }
    }

    @Test
    void theSecretAndTheGatewayThatUsesItSayThatTheCertificateEndsSoon() {
        Certificate ending = AUTHORITY.certificate("EC", Span.lasting(Duration.ofDays(20)), "a.example.com");
        applySecret(ending.pem(), ending.keyPem());
        long revision = applyGateway();
        try (var stream = StreamReader.authenticated(pilot, GATEWAY, token)) {
            // Given
            client.ack(PROXY, stream.next().secrets().id());
            client.ack(PROXY, stream.next().id());

            // When
            assertThat(client.revision(revision, "10s").acked()).isEqualTo(1);

            // Then
            assertCertificate(SECRETS + "/web", "True", "EndsSoon", "the certificate ends at");
            assertCertificate(GATEWAYS + "/gw", "True", "EndsSoon", "Secret istio-system/web: the certificate ends at");
            assertThat(client.api("GET", SECRETS, null, "Accept", TABLE).raw().body())
                    .contains("\"CERTIFICATE\"", "\"EndsSoon\"");

            // When
            Certificate other = AUTHORITY.certificate("a.example.com");
            applySecret(other.pem(), ending.keyPem());
            client.reject(PROXY, stream.next().secrets().id(), "the key does not fit");

            // Then
            assertCertificate(GATEWAYS + "/gw", "False", "Broken", "stringData.tls.key: the key is not that of");
            assertThat(client.push("GET", "/v1/warnings", null).raw().body())
                    .contains("stringData.tls.key", "the key is not that of the first certificate")
                    .doesNotContain(ending.keyPem().lines().skip(1).findFirst().orElseThrow());
        }
    }

    private void assertCertificate(String path, String state, String reason, String message) {
        Eventually.await(path + " is " + reason, () -> {
            var condition = client.api("GET", path, null).body().at("/status/conditions/1");
            return condition.path("type").asText().equals("CertificateValid")
                    && condition.path("status").asText().equals(state)
                    && condition.path("reason").asText().equals(reason)
                    && condition.path("message").asText().contains(message);
        });
    }

    @Test
    void withoutProofThereIsNeitherSecretNorServer() {
        applySecret("first-key");
        long revision = applyGateway();
        client.revision(revision, "10s");

        try (var stream = StreamReader.open(pilot, GATEWAY, null)) {
            var event = stream.next();

            assertThat(event.type()).isEqualTo("snapshot");
            assertThat(event.snapshot().snapshot().listeners()).isEmpty();
            client.ack(PROXY, event.id());
            assertThat(client.push("GET", "/v1/warnings", null).raw().body())
                    .contains("lateen.proxy.token-file")
                    .doesNotContain("first-key");
        }
        try (var stream = StreamReader.authenticated(pilot, GATEWAY, "not-the-token")) {
            assertThat(stream.code()).isEqualTo(401);
        }
    }
}
