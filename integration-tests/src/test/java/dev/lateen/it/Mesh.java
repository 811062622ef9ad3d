package dev.lateen.it;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.yaml.ReadResult;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.cli.process.FreePorts;
import dev.lateen.pilot.Pilot;
import dev.lateen.pilot.PilotConfig;
import dev.lateen.pilot.Platform;
import dev.lateen.proxy.DnsConfig;
import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.config.DemandLimits;
import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyStatus;
import dev.lateen.testkit.DnsServer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.RawTcpOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A whole mesh in this JVM: a real pilot, real engines, real sockets on free ports.
///
/// `try (Mesh mesh = Mesh.start()) { mesh.workload("httpbin", "v1"); mesh.apply(yaml); mesh.get("/headers"); }`
final class Mesh implements AutoCloseable {

    private static final FreePorts PORTS = new FreePorts();
    static final int SERVICE_PORT = 8000;

    private final Path home;
    private final int workers;
    private final InstantSource clock;
    private final List<MeshWorkload> workloads = new ArrayList<>();
    private final DnsServer dns = DnsServer.start();
    private Pilot pilot;
    private final LocalApi api;
    private final MeshProxy gateway;

    private Mesh(Path home, int workers, UnaryOperator<EngineConfig> gatewayConfig, InstantSource clock) {
        this.home = home;
        this.workers = workers;
        this.clock = clock;
        this.pilot = pilotOn(PilotConfig.Ports.FREE);
        this.api = new LocalApi(this::pilot);
        this.gateway = proxy(gatewayNode(), gatewayConfig, _ -> LoopTelemetry.NONE);
    }

    static Mesh start() {
        return start(1);
    }

    static Mesh start(int workers) {
        return start(workers, UnaryOperator.identity());
    }

    /// @param gatewayConfig what is special about the gateway
    static Mesh start(int workers, UnaryOperator<EngineConfig> gatewayConfig) {
        return start(workers, gatewayConfig, InstantSource.system());
    }

    /// @param clock pilot's, of what lasts minutes
    static Mesh start(InstantSource clock) {
        return start(1, UnaryOperator.identity(), clock);
    }

    private static Mesh start(int workers, UnaryOperator<EngineConfig> gatewayConfig, InstantSource clock) {
        try {
            return new Mesh(Files.createTempDirectory("lateen-mesh"), workers, gatewayConfig, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Pilot pilot() {
        return pilot;
    }

    /// Whom all proxies ask for names.
    DnsServer dns() {
        return dns;
    }

    MeshProxy gateway() {
        return gateway;
    }

    LocalApi api() {
        return api;
    }

    /// Applies every document and returns when all proxies run on the result.
    void apply(String yaml) {
        api.awaitRevision(applyWithoutWaiting(yaml));
    }

    long applyWithoutWaiting(String yaml) {
        ReadResult read = ResourceReader.read("test.yaml", yaml, "default");
        if (read.hasErrors()) {
            throw new IllegalArgumentException(read.violations().toString());
        }
        long revision = 0;
        for (Resource<?> resource : read.resources()) {
            revision = api.apply(resource);
        }
        return revision;
    }

    void delete(String plural, String name) {
        api.awaitRevision(api.delete(plural, "default", name));
    }

    /// A workload of `service` behind a sidecar of its own; it answers with its version.
    MeshWorkload workload(String service, String version) {
        return workload(service, version, request -> Answers.of(version, request));
    }

    MeshWorkload workload(String service, String version, OriginServer.Handler handler) {
        return workload(service, version, OriginServer.start(handler));
    }

    MeshWorkload workload(String service, String version, OriginServer origin) {
        return workload(service, version, SERVICE_PORT, origin);
    }

    MeshWorkload workload(String service, String version, int servicePort, OriginServer origin) {
        String name = service + "-" + version + "-" + workloads.size();
        MeshProxy sidecar = sidecar(new Instance(name, service, version, "http"), servicePort, origin.port());
        MeshWorkload workload = new MeshWorkload(name, origin, sidecar);
        workloads.add(workload);
        return workload;
    }

    /// The sidecar, for the caller to close, of a workload of `service` that says what it likes.
    ///
    /// @param portName `tcp`, `tls` or `http`
    MeshProxy workload(String service, String portName, RawTcpOrigin application) {
        return workload(service, portName, SERVICE_PORT, application);
    }

    MeshProxy workload(String service, String portName, int servicePort, RawTcpOrigin application) {
        return sidecar(new Instance(service + "-v1", service, "v1", portName), servicePort, application.port());
    }

    private record Instance(String name, String service, String version, String portName) {}

    private MeshProxy sidecar(Instance instance, int servicePort, int applicationPort) {
        apply(Yaml.service(instance.service, servicePort).replace("name: http,", "name: " + instance.portName + ","));
        Map<String, String> labels = new LinkedHashMap<>(Map.of("app", instance.service, "version", instance.version));
        ProxyNode.InboundPort inbound = new ProxyNode.InboundPort(servicePort, freePort(), applicationPort);
        MeshProxy sidecar = proxy(new ProxyNode(
                ProxyNode.Role.SIDECAR, "default", instance.name, labels, List.of(inbound), freePort(), Map.of()));
        apply(Yaml.workloadEntry(instance.name, labels, inbound.listenPort())
                .replace("{http:", "{" + instance.portName + ":"));
        return sidecar;
    }

    /// Takes it out of the mesh, then stops it: the order that loses no request.
    void remove(MeshWorkload workload) {
        delete("workloadentries", workload.name());
        workloads.remove(workload);
        workload.close();
    }

    int gatewayPort() {
        return gateway.port("http.");
    }

    RawResponse get(String path, String... headers) {
        try {
            return RawHttpClient.fetch(gatewayPort(), path, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends pilot and starts another one on the same ports and the same home.
    void restartPilot() {
        stopPilot();
        startPilot();
    }

    private PilotConfig.Ports ports() {
        return new PilotConfig.Ports(pilot.pushPort(), pilot.apiPort(), pilot.monitoringPort());
    }

    void stopPilot() {
        pilot.close();
    }

    /// Returns when every proxy is back: until then a revision waits for nobody.
    void startPilot() {
        pilot = pilotOn(ports());
        int proxies = 1 + workloads.size(); // callers come back as well, in their time
        Eventually.await(
                "all proxies back at pilot",
                () -> api.proxies().stream().filter(ProxyStatus::connected).count() >= proxies);
    }

    Path pilotHome() {
        return home.resolve("pilot");
    }

    MeshProxy proxy(ProxyNode node) {
        return MeshProxy.start(node, start(node));
    }

    /// With other settings than the mesh's own proxies have.
    MeshProxy proxy(ProxyNode node, UnaryOperator<EngineConfig> config, IntFunction<LoopTelemetry> telemetry) {
        MeshProxy.Start start = start(node);
        return MeshProxy.start(
                node, new MeshProxy.Start(start.pushPort(), home, config.apply(start.config()), telemetry, null));
    }

    /// The sidecar of a workload that only calls.
    MeshProxy caller(String namespace, String name, Map<String, String> labels) {
        return proxy(new ProxyNode(ProxyNode.Role.SIDECAR, namespace, name, labels, List.of(), freePort(), Map.of()));
    }

    /// One that loads hosts when they are first used.
    MeshProxy callerOnDemand(String name, DemandLimits limits) {
        ProxyNode node = new ProxyNode(
                ProxyNode.Role.SIDECAR, "default", name, Map.of("app", name), List.of(), freePort(), Map.of());
        MeshProxy.Start start = start(node);
        return MeshProxy.start(
                node, new MeshProxy.Start(start.pushPort(), home, start.config(), start.telemetry(), limits));
    }

    private MeshProxy.Start start(ProxyNode node) {
        return MeshProxy.Start.of(node, workers, pilot.pushPort(), home)
                .with(config -> config.withDns(new DnsConfig(List.of(dns.address()), Duration.ofSeconds(30))));
    }

    ProxyNode gatewayNode() {
        return new ProxyNode(
                ProxyNode.Role.GATEWAY,
                "istio-system",
                "istio-ingressgateway",
                Map.of("istio", "ingressgateway", "app", "istio-ingressgateway"),
                List.of(),
                0,
                Map.of(80, freePort(), 443, freePort()));
    }

    /// One that no outgoing connection can take before it is bound.
    static int freePort() {
        return PORTS.any();
    }

    @Override
    public void close() {
        for (MeshWorkload workload : workloads) {
            workload.close();
        }
        gateway.close();
        pilot.close();
        dns.close();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Pilot pilotOn(PilotConfig.Ports ports) {
        try {
            return new Pilot(PilotConfig.at(pilotHome()).withPorts(ports), Platform.own(clock)).start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
