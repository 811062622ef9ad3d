package dev.lateen.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.terminal.JsonFormat;
import dev.lateen.cli.terminal.Table;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.SnapshotJson;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lateen proxy-config`: what one proxy was sent, and the secrets that it has, with istioctl's columns.
@Command(
        name = "proxy-config",
        aliases = "pc",
        description = {"Show what a proxy runs on: routes, clusters, endpoints, listeners, hosts or secrets."})
public final class ProxyConfigCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        var line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        throw dev.lateen.cli.terminal.CommandFailure.usage(
                "proxy-config (expected: routes, clusters, endpoints, listeners, hosts or secret)");
    }

    @Command(
            name = "routes",
            aliases = {"route", "r"},
            description = {"Show virtual hosts and their routes."})
    int routes(@Mixin Target target) {
        return target.show(
                ProxyTables::routes,
                snapshot -> new Snapshot(
                        snapshot.listeners().subList(0, 0),
                        snapshot.routeConfigs(),
                        snapshot.clusters().subList(0, 0)));
    }

    @Command(
            name = "clusters",
            aliases = {"cluster", "c"},
            description = {"Show upstream destinations."})
    int clusters(@Mixin Target target) {
        return target.show(ProxyTables::clusters, ProxyConfigCommand::onlyClusters);
    }

    @Command(
            name = "endpoints",
            aliases = {"endpoint", "ep"},
            description = {"Show the addresses of every cluster."})
    int endpoints(@Mixin Target target) {
        return target.showEndpoints();
    }

    @Command(
            name = "listeners",
            aliases = {"listener", "l"},
            description = {"Show what is listened on."})
    int listeners(@Mixin Target target) {
        return target.show(
                ProxyTables::listeners,
                snapshot -> new Snapshot(
                        snapshot.listeners(),
                        snapshot.routeConfigs().subList(0, 0),
                        snapshot.clusters().subList(0, 0)));
    }

    @Command(
            name = "hosts",
            aliases = {"host", "h"},
            description = {"Show which hosts a sidecar has loaded, and which it loads when they are first called."})
    int hosts(@Mixin Target target) {
        return target.show(
                ProxyTables::hosts,
                snapshot -> new Snapshot(
                        snapshot.listeners().subList(0, 0),
                        snapshot.routeConfigs().subList(0, 0),
                        snapshot.clusters().subList(0, 0),
                        snapshot.onDemand()));
    }

    @Command(
            name = "secret",
            aliases = {"secrets", "s"},
            description = {"Show the certificates and authorities that a proxy of this machine has, never a key."})
    int secrets(@Mixin Target target) {
        return target.showSecrets();
    }

    private static Snapshot onlyClusters(Snapshot snapshot) {
        return new Snapshot(
                snapshot.listeners().subList(0, 0), snapshot.routeConfigs().subList(0, 0), snapshot.clusters());
    }

    /// What they have in common.
    static final class Target {

        @Parameters(paramLabel = "PROXY", description = "Name as `proxy-status` shows it, or how it begins.")
        private String proxy = "";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORMAT",
                description = "json: that part, whole.")
        private @Nullable JsonFormat format;

        @Mixin
        private final HomeOption home = new HomeOption();

        @Spec(Spec.Target.MIXEE)
        private @Nullable CommandSpec spec;

        int show(Function<Snapshot, Table> table, Function<Snapshot, Snapshot> part) {
            var pilot = PilotClient.of(home.home());
            var snapshot =
                    pilot.config(ProxyArgument.find(pilot, proxy).proxy()).snapshot();
            return print(table.apply(snapshot), () -> Documents.read(SnapshotJson.write(part.apply(snapshot))));
        }

        int showEndpoints() {
            var pilot = PilotClient.of(home.home());
            var found = ProxyArgument.find(pilot, proxy).proxy();
            var snapshot = pilot.config(found).snapshot();
            var table = ProxyTables.endpoints(snapshot, ProxyAdmin.ejected(home.home(), found));
            return print(table, () -> Documents.read(SnapshotJson.write(onlyClusters(snapshot))));
        }

        int showSecrets() {
            var found = ProxyArgument.find(PilotClient.of(home.home()), proxy).proxy();
            var certificates = ProxyAdmin.certificates(home.home(), found);
            return print(ProxyTables.secrets(certificates), () -> certificates);
        }

        private int print(Table table, Supplier<JsonNode> json) {
            var console = Console.of(Objects.requireNonNull(spec));
            if (format == JsonFormat.json) {
                console.print(Documents.json(json.get()));
            } else {
                table.print(console);
            }
            return ExitCode.OK;
        }
    }
}
