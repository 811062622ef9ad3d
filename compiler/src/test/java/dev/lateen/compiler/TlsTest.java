package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.DownstreamTls.Mode;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.push.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsTest {

    private static final String VIRTUAL_SERVICE =
            Yaml.virtualService("web", "default", "2026-01-01T00:00:00Z", """
            hosts: [a.example.com]
            gateways: [gw]
            http:
            - {%s}
            """.formatted(Yaml.to("web")));

    private static String gateway(String tls) {
        return Yaml.gateway("gw", "default", """
                - {port: {number: 443, name: web, protocol: HTTPS}, hosts: [a.example.com], tls: {%s}}
                """.formatted(tls));
    }

    private static String secret(String namespace, String name, String... keys) {
        var data = new StringBuilder();
        for (var key : keys) {
            data.append("  ").append(key).append(": of-").append(key).append('\n');
        }
        return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + ", namespace: " + namespace
                + "}\nstringData:\n" + data;
    }

    private static Compilation compile(PushChannel channel, String... yaml) {
        return Compiler.compile(Meshes.mesh(yaml), Meshes.gateway(), channel);
    }

    private static Compilation compile(String... yaml) {
        return compile(PushChannel.AUTHENTICATED, yaml);
    }

    private static DownstreamTls tls(Compilation compilation) {
        var tls = compilation
                .snapshot()
                .listeners()
                .getFirst()
                .chains()
                .getFirst()
                .tls();
        assertThat(tls).isNotNull();
        return tls;
    }

    private static String warnings(Compilation compilation) {
        return compilation.warnings().toString();
    }

    @Test
    void aServerThatEndsTlsIsAChainWithRoutesOfItsOwnName() {
        var compiled = compile(
                gateway("mode: SIMPLE, credentialName: web"),
                secret("istio-system", "web", "tls.crt", "tls.key"),
                VIRTUAL_SERVICE);

        var listener = compiled.snapshot().listeners().getFirst();
        assertThat(listener.name()).isEqualTo("0.0.0.0_8443");
        assertThat(listener.routeConfigs()).isEmpty();
        assertThat(listener.chains()).extracting(FilterChain::name).containsExactly("https.443.web.gw.default");
        assertThat(listener.chains().getFirst().serverNames()).containsExactly("a.example.com");
        assertThat(compiled.snapshot().routeConfigs())
                .extracting(RouteConfig::name)
                .containsExactly("https.443.web.gw.default");
        assertThat(tls(compiled).mode()).isEqualTo(Mode.SIMPLE);
        assertThat(tls(compiled).secrets()).containsExactly("kubernetes://istio-system/web");
        assertThat(compiled.secrets())
                .containsExactly(new Secret("kubernetes://istio-system/web", "of-tls.crt", "of-tls.key", null, null));
    }

    @Test
    void aProxyThatHasNotProvenWhoItIsGetsNeitherSecretNorServer() {
        var compiled = compile(
                PushChannel.OPEN,
                gateway("mode: SIMPLE, credentialName: web"),
                secret("istio-system", "web", "tls.crt", "tls.key"));

        assertThat(compiled.secrets()).isEmpty();
        assertThat(compiled.snapshot().listeners()).isEmpty();
        assertThat(warnings(compiled)).contains("spec.servers[0].tls").contains("lateen.proxy.token-file");
    }

    @Test
    void filesNeedNoProof() {
        var compiled =
                compile(PushChannel.OPEN, gateway("mode: SIMPLE, serverCertificate: /a.crt, privateKey: /a.key"));

        assertThat(tls(compiled).secrets()).containsExactly("file-cert:/a.crt~/a.key");
    }

    @Test
    void aSecretOfAnotherNamespaceDoesNotCountAndIsPointedAt() {
        var compiled =
                compile(gateway("mode: SIMPLE, credentialName: web"), secret("default", "web", "tls.crt", "tls.key"));

        assertThat(compiled.snapshot().listeners()).hasSize(1);
        assertThat(compiled.secrets()).isEmpty();
        assertThat(warnings(compiled))
                .contains("\"web\" (expected: a Secret in namespace istio-system")
                .contains("that of default does not count");
    }

    @Test
    void authoritiesOfClientsAreInASecretOfTheirOwnOrInTheSame() {
        var mutual = gateway("mode: MUTUAL, credentialName: web, subjectAltNames: [spiffe://a]");
        var own = compile(
                mutual, secret("istio-system", "web", "cert", "key"), secret("istio-system", "web-cacert", "cacert"));
        var same = compile(mutual, secret("istio-system", "web", "cert", "key", "cacert"));

        assertThat(tls(own).caSecret()).isEqualTo("kubernetes://istio-system/web-cacert");
        assertThat(tls(own).subjectAltNames()).containsExactly("spiffe://a");
        for (var compiled : List.of(own, same)) {
            assertThat(compiled.secrets())
                    .extracting(Secret::name)
                    .containsExactly("kubernetes://istio-system/web", "kubernetes://istio-system/web-cacert");
            assertThat(compiled.secrets().getLast())
                    .isEqualTo(new Secret("kubernetes://istio-system/web-cacert", null, null, "of-cacert", null));
        }
    }

    @Test
    void modesThatNeedAMeshIdentityAreRefusedByName() {
        var yaml = gateway("mode: ISTIO_MUTUAL");

        assertThat(compile(yaml).snapshot().listeners()).isEmpty();
        assertThat(UnhonouredFields.of(Meshes.resources(yaml).getFirst()).toString())
                .contains("spec.servers[0].tls.mode")
                .contains("ISTIO_MUTUAL is not honoured yet");
    }

    @Test
    void aDestinationRuleTurnsTlsOnForItsClusters() {
        var rule = Yaml.destinationRule("web", "default", """
                host: web
                trafficPolicy:
                  tls: {mode: MUTUAL, clientCertificate: /c.crt, privateKey: /c.key, caCertificates: /ca.crt, sni: x.com}
                """);
        var compiled = compile(
                Yaml.gateway("gw", "default", "- {port: {number: 80, name: h, protocol: HTTP}, hosts: ['*']}"),
                Yaml.service("web", "default", 8000),
                VIRTUAL_SERVICE,
                rule);

        var tls = compiled.snapshot().clusters().stream()
                .map(Cluster::tls)
                .findFirst()
                .orElseThrow();
        assertThat(tls.sni()).isEqualTo("x.com");
        assertThat(tls.clientSecret()).isEqualTo("file-cert:/c.crt~/c.key");
        assertThat(tls.caSecret()).isEqualTo("file-root:/ca.crt");
        assertThat(tls.insecureSkipVerify()).isFalse();
    }
}
