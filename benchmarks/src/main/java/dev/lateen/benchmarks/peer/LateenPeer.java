package dev.lateen.benchmarks.peer;

import dev.lateen.benchmarks.scenario.Scenario.Setup;
import dev.lateen.benchmarks.scenario.Scenario.Tls;
import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.pilot.PilotAddress;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.HttpProbe;
import dev.lateen.cli.process.Program;
import dev.lateen.cli.process.Programs;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.workload.ProxySettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The ingress gateway as users run it, with a pilot of its own beside the load, which gets the work as Istio's
/// resources. Pushes under load come from a [PilotRelay].
final class LateenPeer implements Peer {

    static final int PLAIN_PORT = 8080;
    static final int TLS_PORT = 8443;
    private static final int CHANGES = 16;

    private final String name;
    private final Programs gateway;
    private final Programs pilot;
    private final List<String> flags;

    /// @param pilot whose kind does not matter for what is measured
    /// @param flags added to the gateway's JVM
    LateenPeer(String name, Programs gateway, Programs pilot, List<String> flags) {
        this.name = name;
        this.gateway = gateway;
        this.pilot = pilot;
        this.flags = flags;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        try {
            gateway.command(Program.INGRESS_GATEWAY, Map.of());
            pilot.command(Program.PILOT, Map.of());
            return Optional.empty();
        } catch (CommandFailure e) {
            return Optional.of(e.message());
        }
    }

    @Override
    public String version() {
        var kind = gateway.executables() == null ? "JVM " + Runtime.version() : "native";
        return "lateen, " + kind + (flags.isEmpty() ? "" : " " + String.join(" ", flags));
    }

    @Override
    public boolean offers(Setup setup) {
        return true;
    }

    @Override
    public int warmUpRequests() {
        return gateway.executables() == null ? 1_000_000 : 5_000;
    }

    @Override
    public RunningPeer start(Setup setup, Place place) throws IOException {
        var home = new Home(place.directory().resolve("home").toAbsolutePath());
        var free = place.stage().ports();
        var mesh = new RunningMesh.Ports(free.any(), free.any(), free.any(), free.any());
        var control = place.beside("pilot", pilot.command(Program.PILOT, pilotSettings(home, mesh, free.any())));
        Place.await(control, () -> HttpProbe.http(mesh.debug(), "/ready"));
        var client = new PilotClient(PilotAddress.of(home, mesh));
        // One by one: ten thousand routes in one request take longer than a client waits.
        LateenResources.of(setup, place).forEach(each -> client.apply(each.document()));
        PilotRelay relay = null;
        if (setup.push() > 0) {
            client.apply(LateenResources.change(0).document());
            relay = place.relay(mesh.push());
        }
        var ports = new ProxyPorts(free.any(), free.any());
        var settings = gatewaySettings(setup, place, home, mesh);
        settings.put("lateen.proxy.pilot", "http://127.0.0.1:" + (relay == null ? mesh.push() : relay.port()));
        settings.put("lateen.proxy.admin.health-port", Integer.toString(ports.health()));
        settings.put("lateen.proxy.admin.port", Integer.toString(ports.admin()));
        Supplier<ChildProcess> start = () -> place.proxy(name, command(settings), setup.workers());
        var process = start.get();
        Place.await(process, () -> HttpProbe.http(ports.health(), ProxySettings.READINESS_PATH));
        if (relay == null) {
            return RunningPeer.of(this, mesh.gateway(), process, start);
        }
        relay.learn(changes(client));
        return new RunningPeer(this, mesh.gateway(), process, relay::change, start);
    }

    private record ProxyPorts(int health, int admin) {}

    private List<String> command(Map<String, String> settings) {
        var command = new ArrayList<>(gateway.command(Program.INGRESS_GATEWAY, settings));
        int jar = command.indexOf("-jar");
        if (jar >= 0) {
            command.addAll(jar, flags);
        }
        return command;
    }

    private static Map<String, String> pilotSettings(Home home, RunningMesh.Ports mesh, int management) {
        return Map.of(
                "lateen.pilot.home", home.directory().toString(),
                "lateen.pilot.push-port", Integer.toString(mesh.push()),
                "lateen.pilot.api-port", Integer.toString(mesh.api()),
                "lateen.pilot.monitoring-port", Integer.toString(mesh.debug()),
                "quarkus.management.port", Integer.toString(management));
    }

    private static Map<String, String> gatewaySettings(Setup setup, Place place, Home home, RunningMesh.Ports mesh) {
        var settings = new TreeMap<String, String>();
        settings.put("lateen.proxy.namespace", LateenResources.NAMESPACE);
        settings.put("lateen.proxy.name", "bench");
        settings.put("lateen.proxy.labels", "app=istio-ingressgateway,istio=ingressgateway");
        settings.put("lateen.proxy.token-file", home.proxyToken().toString());
        settings.put("lateen.proxy.workers", Integer.toString(setup.workers()));
        settings.put("lateen.proxy.limits.pooled-connections", "2000");
        settings.put("lateen.proxy.drain-timeout", "1S");
        settings.put("lateen.proxy.access-log.format", setup.accessLog() ? "text" : "none");
        settings.put(
                "lateen.proxy.access-log.target",
                place.directory().resolve("access.log").toAbsolutePath().toString());
        settings.put("lateen.proxy.tls.provider", setup.tls() == Tls.JDK ? "jdk" : "auto");
        settings.put("lateen.proxy.admin.status-port", "0");
        settings.put("lateen.proxy.admin.metrics-port", "0");
        settings.put("quarkus.management.port", "0");
        int asked = setup.tls() == Tls.NONE ? PLAIN_PORT : TLS_PORT;
        settings.put("lateen.gateway.ports", asked + ":" + mesh.gateway());
        return settings;
    }

    /// From the first one back to it.
    private static List<Runnable> changes(PilotClient client) {
        return IntStream.rangeClosed(1, CHANGES)
                .<Runnable>mapToObj(number -> () ->
                        client.apply(LateenResources.change(number % CHANGES).document()))
                .toList();
    }
}
