package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ClusterPolicy.LocalityShare;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.ZoneAwareness;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `zoneAwareLbSetting`: what a proxy is told of zones and regions.
class ZoneAwareTest {

    private static final String ENDPOINTS = Yaml.service("a", "default", 80)
            + endpoint(1, "eu.a, tier: silver")
            + endpoint(2, "eu.b, tier: gold")
            + endpoint(3, "us.a, tier: gold")
            + endpoint(4, "asia.a, tier: gold");

    private static String endpoint(int number, String place) {
        return Yaml.workload("a" + number, "default", "10.0.0." + number, "{app: a, istio-locality: " + place + "}");
    }

    private static String rule(String balancer) {
        return Yaml.destinationRule("dr", "default", "host: a\ntrafficPolicy: {loadBalancer: {" + balancer + "}}");
    }

    private static ProxyNode caller() {
        return Meshes.sidecar("default", Map.of("app", "client", "istio-locality", "eu.a", "tier", "gold"));
    }

    private static Cluster cluster(ProxyNode node, String... yaml) {
        return Meshes.cluster(Meshes.compile(node, yaml).snapshot(), "outbound|80||a.default.svc.cluster.local");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "enabled: true | 0 0 1 1",
                "failover: [{from: eu, to: asia}] | 0 0 2 1",
                "failoverPriority: [tier] | 2 0 1 1",
                "failoverPriority: ['tier=gold'], failover: [{from: eu, to: us}] | 3 0 1 2",
                "enabled: false | 0 0 0 0"
            })
    void theOwnRegionComesFirstInAnyCase(String setting, String priorities) {
        var cluster = cluster(caller(), ENDPOINTS, rule("zoneAwareLbSetting: {" + setting + "}"));

        assertThat(cluster.endpoints())
                .extracting(Endpoint::priority)
                .containsExactlyElementsOf(Arrays.stream(priorities.split(" "))
                        .map(Integer::valueOf)
                        .toList());
    }

    @Test
    void callersAreTheWorkloadsOfTheProxysService() {
        var callers = Yaml.workload("client-2", "default", "10.1.0.2", "{app: client, istio-locality: eu.a}")
                + Yaml.workload("client-3", "default", "10.1.0.3", "{app: client, istio-locality: eu.b}")
                + Yaml.workload("client-4", "default", "10.1.0.4", "{app: client}")
                + Yaml.workload("client-5", "other", "10.1.0.5", "{app: client, istio-locality: eu.b}");
        var rule = rule("zoneAwareLbSetting: {minClusterSize: 2}");

        var stranger = cluster(caller(), ENDPOINTS, callers, rule).policy().zones();
        var registered = Yaml.workload("client", "default", "10.1.0.1", "{app: client, istio-locality: eu.b}");
        var own =
                cluster(caller(), ENDPOINTS, callers, registered, rule).policy().zones();

        assertThat(stranger)
                .as("it is none of the workloads, and calls all the same")
                .isEqualTo(new ZoneAwareness("eu/a", shares("", 1, "eu/a", 2, "eu/b", 1), 2));
        assertThat(own)
                .as("its workload says where it is")
                .isEqualTo(new ZoneAwareness("eu/b", shares("", 1, "eu/a", 1, "eu/b", 2), 2));
    }

    private static List<LocalityShare> shares(String a, int ofA, String b, int ofB, String c, int ofC) {
        return List.of(new LocalityShare(a, ofA), new LocalityShare(b, ofB), new LocalityShare(c, ofC));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "simple: RANDOM",
                "zoneAwareLbSetting: {enabled: false}",
                "zoneAwareLbSetting: {enabled: true}, simple: PASSTHROUGH",
                "zoneAwareLbSetting: {enabled: true}, consistentHash: {useSourceIp: true}"
            })
    void zonesDoNotCountOtherwise(String balancer) {
        assertThat(cluster(caller(), ENDPOINTS, rule(balancer)).policy().zones())
                .isNull();
    }

    @Test
    void sixEndpointsAreEnough() {
        var zones = cluster(caller(), ENDPOINTS, rule("zoneAwareLbSetting: {}"))
                .policy()
                .zones();

        assertThat(zones).extracting(ZoneAwareness::minClusterSize).isEqualTo(6);
    }

    @Test
    void aProxyThatDoesNotSayWhereItIsTreatsAllAlike() {
        var rule = rule("zoneAwareLbSetting: {enabled: true}");
        var compilation = Meshes.compile(Meshes.sidecar(), ENDPOINTS, rule);
        var cluster = Meshes.cluster(compilation.snapshot(), "outbound|80||a.default.svc.cluster.local");

        assertThat(cluster.endpoints()).extracting(Endpoint::priority).containsOnly(0);
        assertThat(cluster.policy().zones()).isNull();
        assertThat(Meshes.texts(compilation.warnings()).toString())
                .contains("spec.trafficPolicy: loadBalancer.zoneAwareLbSetting has no effect at a sidecar");
    }
}
