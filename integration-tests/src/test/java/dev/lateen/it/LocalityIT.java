package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where requests of a client in `eu/a` go that has endpoints in its zone, its region and two other regions.
@Proves({
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.loadBalancer.localityLbSetting.{"
            + "enabled,distribute,failover,failoverPriority}",
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.loadBalancer.zoneAwareLbSetting",
    "ServiceEntry endpoints[].locality",
    "WorkloadEntry locality"
})
class LocalityIT {

    private static final String HOST = "api.example.com";
    private static final Map<String, OriginServer> ORIGINS = new LinkedHashMap<>();
    private static final Map<String, Boolean> FAILING = new ConcurrentHashMap<>();

    private static Mesh mesh;
    private static MeshProxy caller;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        caller = mesh.caller("default", "caller", Map.of("app", "caller", "istio-locality", "eu.a", "tier", "gold"));
        for (String place : new String[] {"eu/a", "eu/b", "us/a", "asia/a"}) {
            ORIGINS.put(
                    place,
                    OriginServer.start(request -> FAILING.containsKey(place)
                            ? Answer.status(500).withHeader("x-version", place)
                            : Answers.of(place, request)));
        }
        mesh.apply(Yaml.virtualService("default/edge", HOST, "mesh", """
                - match: [{uri: {prefix: /remote}}]
                  retries: {attempts: 1, retryOn: 5xx, retryRemoteLocalities: true}
                  route: [{destination: {host: %1$s}}]
                - match: [{uri: {prefix: /near}}]
                  retries: {attempts: 1, retryOn: 5xx}
                  route: [{destination: {host: %1$s}}]
                - {route: [{destination: {host: %1$s}}]}
                """.formatted(HOST)) + entry() + workload());
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
        ORIGINS.values().forEach(OriginServer::close);
    }

    @BeforeEach
    void heal() {
        FAILING.clear();
    }

    private static String entry() {
        var endpoints = new StringBuilder();
        ORIGINS.forEach((place, origin) -> {
            if (!place.equals("asia/a")) {
                endpoints.append("{address: 127.0.0.1, ports: {http: %d}, locality: %s, labels: {app: api, tier: %s}}, "
                        .formatted(origin.port(), place, place.equals("us/a") ? "gold" : "silver"));
            }
        });
        return Yaml.serviceEntry("api", HOST, endpoints.toString());
    }

    /// Of another ServiceEntry for the same host: only there a selector is allowed.
    private static String workload() {
        return "---\n"
                + Yaml.workloadEntry(
                                "asia",
                                Map.of("app", "asia-api"),
                                ORIGINS.get("asia/a").port())
                        .replace("  address:", "  locality: asia/a\n  address:")
                        .replace("\"true\"", "\"false\"")
                + """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: asia}
                spec:
                  hosts: [asia.example.com]
                  resolution: STATIC
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  workloadSelector: {labels: {app: asia-api}}
                """;
    }

    private static Applied applied(String host, String policy) {
        return Applied.to(mesh, rule(host, policy));
    }

    private static String rule(String host, String policy) {
        return """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: api}
                spec: {host: %s, trafficPolicy: {%s}}
                """.formatted(host, policy);
    }

    private static String place(RawResponse response) {
        return response.header("x-version").orElse(String.valueOf(response.status()));
    }

    private static Map<String, Integer> places(int requests) {
        var places = new TreeMap<String, Integer>();
        for (int i = 0; i < requests; i++) {
            places.merge(place(Calls.mesh(caller, HOST, "/")), 1, Integer::sum);
        }
        return places;
    }

    private static final String EJECTING =
            "outlierDetection: {consecutive5xxErrors: 1, maxEjectionPercent: 100, baseEjectionTime: 1h}";

    /// Each place fails its first request and is ejected then.
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "enabled: true | eu/a eu/b us/a 503",
                "failover: [{from: eu, to: us}] | eu/a eu/b us/a 503",
                "failoverPriority: [tier] | us/a",
                "failoverPriority: ['tier=gold'] | us/a",
                "failoverPriority: ['tier=silver'], failover: [{from: eu, to: us}] | eu/a eu/b us/a 503",
                "failoverPriority: ['tier=gold'], failover: [{from: eu, to: us}] | us/a eu/a eu/b 503",
                "failoverPriority: ['topology.kubernetes.io/region', tier] | "
            })
    void whoComesNextWhenOneFails(String setting, String order) {
        try (Applied _ = applied(HOST, EJECTING + ", loadBalancer: {localityLbSetting: {" + setting + "}}")) {
            ORIGINS.keySet().forEach(place -> FAILING.put(place, true));
            if (order == null) {
                assertThat(places(1).keySet()).as("in the same region").isSubsetOf("eu/a", "eu/b");
                return;
            }
            for (var expected : order.split(" ")) {
                assertThat(places(1).keySet()).containsExactly(expected);
            }
        }
    }

    @Test
    @Proves("VirtualService http[].retries.retryRemoteLocalities")
    void aFurtherAttemptMayLeaveTheLocality() {
        try (Applied _ = applied(HOST, "outlierDetection: {consecutive5xxErrors: 100, maxEjectionPercent: 100}")) {
            FAILING.put("eu/a", true);
            assertThat(place(Calls.mesh(caller, HOST, "/remote"))).isEqualTo("eu/b");
            assertThat(place(Calls.mesh(caller, HOST, "/near"))).isEqualTo("eu/a");
        }
    }

    @Test
    void withoutOutlierDetectionOrWhenItIsOffAllAreEqual() {
        try (Applied _ = applied(HOST, "loadBalancer: {simple: ROUND_ROBIN}")) {
            assertThat(places(30)).isEqualTo(Map.of("eu/a", 10, "eu/b", 10, "us/a", 10));
        }
        try (Applied _ = applied(
                HOST, EJECTING + ", loadBalancer: {simple: ROUND_ROBIN, localityLbSetting: {enabled: false}}")) {
            assertThat(places(30)).isEqualTo(Map.of("eu/a", 10, "eu/b", 10, "us/a", 10));
        }
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "eu/a/* | {'eu/*': 100} | eu/a eu/b",
                "eu/* | {'us/a/*': 100} | us/a",
                "eu | {'eu/a': 50, 'us': 50} | eu/a us/a",
                "us | {'us': 100} | eu/a eu/b us/a"
            })
    void sharesOfLocalities(String from, String to, String expected) {
        String setting = "distribute: [{from: '" + from + "', to: " + to + "}]";
        try (Applied _ = applied(HOST, "loadBalancer: {localityLbSetting: {" + setting + "}}")) {
            assertThat(places(200).keySet().stream().collect(Collectors.joining(" ")))
                    .isEqualTo(expected);
        }
    }

    /// Another caller of the service is in `eu/b`: each zone has as many endpoints as callers.
    @ParameterizedTest(name = "{0}, callers in {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "minClusterSize: 2 | eu/b | eu/a",
                "minClusterSize: 2 | eu/a | eu/a eu/b",
                "minClusterSize: 2 | '' | eu/a eu/b",
                "enabled: true | eu/b | eu/a eu/b",
                "enabled: false, minClusterSize: 2 | eu/b | eu/a eu/b us/a",
                "minClusterSize: 2, failoverPriority: [tier] | eu/b | us/a"
            })
    void theOwnZoneIsPreferredAsFarAsItsEndpointsAreGoodForIt(String setting, String callers, String expected) {
        String rule = rule(HOST, "loadBalancer: {zoneAwareLbSetting: {" + setting + "}}");
        try (Applied _ = Applied.to(mesh, callers.isEmpty() ? rule : rule + anotherCaller(callers))) {
            assertThat(places(200).keySet().stream().collect(Collectors.joining(" ")))
                    .isEqualTo(expected);
        }
    }

    private static String anotherCaller(String place) {
        return "---\n"
                + Yaml.workloadEntry("caller-2", Map.of("app", "caller"), 1)
                        .replace("  address:", "  locality: " + place + "\n  address:");
    }

    /// A region of which half is ejected is good for 70 %.
    @Test
    void whenTheOwnZoneFailsTheRestOfTheRegionIsCalledAndOtherRegions() {
        String setting = "loadBalancer: {zoneAwareLbSetting: {minClusterSize: 1, failover: [{from: eu, to: us}]}}";
        try (Applied _ = Applied.to(mesh, rule(HOST, EJECTING + ", " + setting) + anotherCaller("eu/b"))) {
            ORIGINS.keySet().forEach(place -> FAILING.put(place, true));
            assertThat(places(1).keySet()).containsExactly("eu/a");
            assertThat(places(2).keySet()).containsExactly("eu/b", "us/a");
            assertThat(places(1).keySet()).containsExactly("503");
        }
    }

    @Test
    void aWorkloadSaysWhereItIs() {
        String setting = "distribute: [{from: eu, to: {'asia/*': 100}}]";
        try (Applied _ = applied("asia.example.com", "loadBalancer: {localityLbSetting: {" + setting + "}}")) {
            assertThat(place(Calls.mesh(caller, "asia.example.com", "/"))).isEqualTo("asia/a");
        }
        setting = "distribute: [{from: eu, to: {'us/*': 100}}]";
        try (Applied _ = applied("asia.example.com", "loadBalancer: {localityLbSetting: {" + setting + "}}")) {
            assertThat(place(Calls.mesh(caller, "asia.example.com", "/"))).isEqualTo("503");
        }
    }
}
