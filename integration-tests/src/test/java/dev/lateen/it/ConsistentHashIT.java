package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `consistentHash`: the same key goes to the same endpoint, through a gateway and a sidecar alike; different keys
/// spread.
@Proves("DestinationRule {trafficPolicy,subsets[].trafficPolicy}.loadBalancer.consistentHash.{"
        + "httpHeaderName,httpCookie,useSourceIp,httpQueryParameterName,minimumRingSize,ringHash,maglev}")
class ConsistentHashIT {

    private static final String HOST = "api.example.com";
    private static final List<OriginServer> ORIGINS = new ArrayList<>();

    private static Mesh mesh;
    private static MeshProxy caller;

    @BeforeAll
    static void start() {
        mesh = Mesh.start(2);
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        for (String name : List.of("1", "2", "3", "4")) {
            ORIGINS.add(OriginServer.start(request -> Answers.of(name, request)));
        }
        mesh.apply(Yaml.gateway("default/gateway", "*")
                + Yaml.virtualService("default/edge", HOST, "gateway,mesh", """
                        - {route: [{destination: {host: %s}}]}
                        """.formatted(HOST))
                + entry());
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
        ORIGINS.forEach(OriginServer::close);
    }

    private static String entry() {
        return entry(ORIGINS);
    }

    private static String entry(List<OriginServer> origins) {
        var endpoints = new StringBuilder();
        origins.forEach(origin -> endpoints.append("{address: 127.0.0.1, ports: {http: " + origin.port() + "}}, "));
        return Yaml.serviceEntry("api", HOST, endpoints.toString());
    }

    private static Applied hashedBy(String consistentHash) {
        return Applied.to(mesh, """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: api}
                spec: {host: %s, trafficPolicy: {loadBalancer: {consistentHash: {%s}}}}
                """.formatted(HOST, consistentHash));
    }

    private static RawResponse gateway(String path, String... headers) {
        return Calls.gateway(mesh.gatewayPort(), HOST, path, headers);
    }

    private static String version(RawResponse response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return response.header("x-version").orElseThrow();
    }

    /// Versions of 40 keys, each asked for twice at the gateway and once at the sidecar.
    private static Set<String> versions(IntFunction<String> path, IntFunction<String> header) {
        var seen = new TreeSet<String>();
        for (int i = 0; i < 40; i++) {
            String version = version(gateway(path.apply(i), header.apply(i)));
            assertThat(version(gateway(path.apply(i), header.apply(i)))).isEqualTo(version);
            assertThat(version(Calls.mesh(caller, HOST, path.apply(i), header.apply(i))))
                    .as("by another proxy")
                    .isEqualTo(version);
            seen.add(version);
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "httpHeaderName: X-User",
                "httpHeaderName: x-user, minimumRingSize: 4096",
                "httpHeaderName: x-user, ringHash: {minimumRingSize: 64}",
                "httpHeaderName: x-user, maglev: {tableSize: 5003}",
                "httpHeaderName: x-user, maglev: {}"
            })
    void aHeader(String hash) {
        try (Applied _ = hashedBy(hash)) {
            assertThat(versions(_ -> "/", i -> "x-user: user" + i)).hasSize(4);
        }
    }

    @Test
    void aQueryParameter() {
        try (Applied _ = hashedBy("httpQueryParameterName: user")) {
            assertThat(versions(i -> "/?a=b&user=" + i + "&c", _ -> "x-a: b")).hasSize(4);
        }
    }

    @Test
    void aCookieOfTheApplication() {
        try (Applied _ = hashedBy("httpCookie: {name: session}")) {
            assertThat(versions(_ -> "/", i -> "cookie: a=b; session=" + i + "; c=d"))
                    .hasSize(4);
            assertThat(gateway("/").header("set-cookie")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "name: user, ttl: 0s | user=\"[0-9a-f]{16}\"; HttpOnly",
                "name: user, ttl: 90s | user=\"[0-9a-f]{16}\"; Max-Age=90; HttpOnly",
                "name: user, path: /shop, ttl: 1h | user=\"[0-9a-f]{16}\"; Max-Age=3600; Path=/shop; HttpOnly",
                "name: user, path: /, ttl: 1s, attributes: [{name: SameSite, value: Strict}, {name: Secure}] |"
                        + " user=\"[0-9a-f]{16}\"; Max-Age=1; Path=/; SameSite=Strict; Secure; HttpOnly"
            })
    void aCookieOfTheProxy(String cookie, String expected) {
        try (Applied _ = hashedBy("httpCookie: {" + cookie + "}")) {
            var seen = new TreeSet<String>();
            for (int i = 0; i < 40; i++) {
                RawResponse first = gateway("/");
                String given = first.header("set-cookie").orElseThrow();
                assertThat(given).matches(expected);
                RawResponse second = gateway("/", "cookie: " + given.substring(0, given.indexOf(';')));
                assertThat(version(second)).isEqualTo(version(first));
                assertThat(second.header("set-cookie")).isEmpty();
                seen.add(version(first));
            }
            assertThat(seen).hasSize(4);
        }
    }

    @Test
    void theAddressOfTheClient() {
        try (Applied _ = hashedBy("useSourceIp: true")) {
            assertThat(versions(_ -> "/", i -> "x-user: " + i)).hasSize(1);
        }
    }

    /// With four endpoints a fourth of the keys is another one's when one goes, and nobody else's.
    @ParameterizedTest
    @ValueSource(strings = {"ringHash: {minimumRingSize: 1024}", "maglev: {}"})
    void whenAnEndpointGoesOnlyItsKeysMove(String table) {
        try (Applied _ = hashedBy("httpHeaderName: x-user, " + table)) {
            var before = versionsOf(200);
            mesh.apply(entry(ORIGINS.subList(0, 3)));
            try {
                var after = versionsOf(200);
                int moved = 0;
                for (int i = 0; i < before.size(); i++) {
                    if (before.get(i).equals("4")) {
                        assertThat(after.get(i)).isNotEqualTo("4");
                    } else {
                        moved += after.get(i).equals(before.get(i)) ? 0 : 1;
                    }
                }
                // Maglev moves a few more.
                assertThat(moved).isLessThanOrEqualTo(table.startsWith("ring") ? 0 : 20);
            } finally {
                mesh.apply(entry());
            }
        }
    }

    private static List<String> versionsOf(int keys) {
        return IntStream.range(0, keys)
                .mapToObj(i -> version(gateway("/", "x-user: user" + i)))
                .toList();
    }

    @Test
    void aRequestWithoutTheKeyGoesAnywhere() {
        try (Applied _ = hashedBy("httpHeaderName: x-user")) {
            var seen = new TreeSet<String>();
            for (int i = 0; i < 100; i++) {
                seen.add(version(gateway("/")));
            }
            assertThat(seen).hasSize(4);
        }
    }
}
