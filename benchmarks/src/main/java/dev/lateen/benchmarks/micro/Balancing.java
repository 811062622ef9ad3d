package dev.lateen.benchmarks.micro;

import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.engine.Engine;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The choice of an endpoint, by a DestinationRule's policy; with consistent hashing that of the next of many keys.
@State(Scope.Thread)
public class Balancing {

    @Param({"LEAST_REQUEST", "ROUND_ROBIN", "RANDOM", "RING_HASH", "MAGLEV"})
    private String policy = "LEAST_REQUEST";

    @Param({"3", "1000"})
    private int endpoints = 3;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Engine engine =
            new Engine(EngineConfig.defaults(ProxyNode.Role.GATEWAY).withWorkers(1), _ -> _ -> {});
    private @Nullable EndpointSet set;

    @Setup
    public void prepare() throws SnapshotRejected {
        var read = ResourceReader.read("micro.yaml", resources(), "default");
        if (read.hasErrors()) {
            throw new IllegalStateException(read.violations().toString());
        }
        engine.start();
        engine.apply(Parts.snapshot(read.resources()));
        set = engine.clusters().stream()
                .filter(cluster -> cluster.cluster().service().host().equals("a.bench.internal"))
                .findFirst()
                .orElseThrow()
                .endpoints();
    }

    @TearDown
    public void stop() {
        engine.close();
    }

    @Benchmark
    public int pick() {
        return set == null ? -1 : set.pick(random);
    }

    private String resources() {
        var addresses = IntStream.range(0, endpoints)
                .mapToObj(i -> "{address: 10.0.%d.%d}".formatted(i / 250, 1 + i % 250))
                .collect(Collectors.joining(", "));
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: micro, namespace: istio-system}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - {port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: micro, namespace: istio-system}
                spec:
                  hosts: ["*"]
                  gateways: [micro]
                  http: [{route: [{destination: {host: a.bench.internal}}]}]
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: a, namespace: istio-system}
                spec:
                  hosts: [a.bench.internal]
                  resolution: STATIC
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  endpoints: [%s]
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: a, namespace: istio-system}
                spec:
                  host: a.bench.internal
                  trafficPolicy: {loadBalancer: %s}
                """.formatted(addresses, balancer());
    }

    private String balancer() {
        return switch (policy) {
            case "RING_HASH" -> "{consistentHash: {httpHeaderName: x-user, ringHash: {}}}";
            case "MAGLEV" -> "{consistentHash: {httpHeaderName: x-user, maglev: {}}}";
            default -> "{simple: " + policy + "}";
        };
    }
}
