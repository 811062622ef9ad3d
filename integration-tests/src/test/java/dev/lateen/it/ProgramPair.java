package dev.lateen.it;

import dev.lateen.cli.process.Program;
import dev.lateen.it.PackagedProgram.Readiness;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Packaged programs of one mesh: a pilot that watches a folder, and two ingress gateways behind what a Service does
/// for its clients. Everything goes to the given origin.
final class ProgramPair implements AutoCloseable {

    private final Path folder;
    private final int pushPort = Mesh.freePort();
    private final PackagedProgram pilot;
    private final List<Gateway> gateways;
    private final AtomicInteger turn = new AtomicInteger();

    private record Gateway(int port, PackagedProgram program) {}

    /// Returns when all three are ready.
    ///
    /// @param special settings of the gateways alone
    ProgramPair(Path folder, OriginServer origin, Map<String, String> special) {
        this.folder = folder;
        configure(origin);
        this.pilot = pilot();
        this.gateways = List.of(gateway("gateway-a", special), gateway("gateway-b", special));
        try {
            programs().forEach(PackagedProgram::awaitReady);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private void configure(OriginServer origin) {
        try {
            Path file = Files.createDirectories(folder.resolve("config")).resolve("all.yaml");
            Files.writeString(
                    file,
                    Yaml.GATEWAY + "---\n" + Yaml.virtualService("- route: [{destination: {host: origin.test}}]\n")
                            + Yaml.serviceEntry(
                                    "origin",
                                    "origin.test",
                                    "{address: 127.0.0.1, ports: {http: " + origin.port() + "}}"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PackagedProgram pilot() {
        int monitoring = Mesh.freePort();
        Map<String, String> settings = Map.of(
                "lateen.pilot.home", folder.resolve("pilot").toString(),
                "lateen.pilot.config-directory", folder.resolve("config").toString(),
                "lateen.pilot.push-port", Integer.toString(pushPort),
                "lateen.pilot.api-port", "0",
                "lateen.pilot.monitoring-port", Integer.toString(monitoring),
                "quarkus.management.port", "0");
        return PackagedProgram.start(
                Program.PILOT, folder.resolve("pilot.log"), settings, new Readiness(monitoring, "/ready"));
    }

    private Gateway gateway(String name, Map<String, String> special) {
        int port = Mesh.freePort();
        int health = Mesh.freePort();
        Map<String, String> settings = new TreeMap<>(Map.of(
                "lateen.proxy.namespace", "istio-system",
                "lateen.proxy.name", name,
                "lateen.proxy.pilot", "http://127.0.0.1:" + pushPort,
                "lateen.proxy.admin.port", "0",
                "lateen.proxy.admin.status-port", "0",
                "lateen.proxy.admin.metrics-port", "0",
                "lateen.proxy.admin.health-port", Integer.toString(health),
                "lateen.gateway.ports", "80:" + port,
                "quarkus.management.port", "0"));
        settings.putAll(special);
        Path log = folder.resolve(name + ".log");
        Readiness readiness = new Readiness(health, "/healthz/ready");
        return new Gateway(port, PackagedProgram.start(Program.INGRESS_GATEWAY, log, settings, readiness));
    }

    PackagedProgram firstGateway() {
        return gateways.getFirst().program;
    }

    /// Both gateways, then pilot.
    List<PackagedProgram> programs() {
        return List.of(gateways.getFirst().program, gateways.getLast().program, pilot);
    }

    /// To the gateways in turn, but only to those that are ready.
    RawHttpClient connect() throws IOException {
        return Eventually.value("a gateway that is ready", this::tryEach, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<RawHttpClient> tryEach() throws IOException {
        int first = turn.getAndIncrement();
        for (int i = 0; i < gateways.size(); i++) {
            Gateway gateway = gateways.get(Math.floorMod(first + i, gateways.size()));
            try {
                if (gateway.program.isReady()) {
                    return Optional.of(RawHttpClient.connect(gateway.port));
                }
            } catch (ConnectException e) {
                continue; // the port was closed in between
            }
        }
        return Optional.empty();
    }

    RawHttpClient connectToFirst() throws IOException {
        return RawHttpClient.connect(gateways.getFirst().port);
    }

    @Override
    public void close() {
        programs().forEach(PackagedProgram::tellToEnd);
        programs().forEach(PackagedProgram::close);
    }
}
