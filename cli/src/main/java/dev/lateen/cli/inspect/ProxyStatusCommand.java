package dev.lateen.cli.inspect;

import dev.lateen.api.meta.Age;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.terminal.JsonFormat;
import dev.lateen.cli.terminal.Table;
import dev.lateen.snapshot.push.ProxyStatus;
import dev.lateen.snapshot.push.SnapshotJson;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lateen proxy-status`: who runs what.
@Command(
        name = "proxy-status",
        aliases = "ps",
        description = {
            "Show every proxy and the revision it runs on.",
            "",
            "SYNCED runs on what pilot sent last, PENDING has not answered yet, REJECTED refused it and keeps the one "
                    + "before, LOST has no connection to pilot and keeps serving."
        })
public final class ProxyStatusCommand implements Callable<Integer> {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json: what pilot says, unchanged.")
    private @Nullable JsonFormat format;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        var proxies = PilotClient.of(home.home()).proxies();
        if (format != null) {
            console.print(Documents.json(Documents.read(
                    proxies.stream().map(SnapshotJson::write).collect(Collectors.joining(",", "[", "]")))));
            return ExitCode.OK;
        }
        if (proxies.isEmpty()) {
            console.note("No proxy has connected yet.");
            return ExitCode.OK;
        }
        table(proxies, Instant.now()).print(console);
        proxies.stream()
                .filter(proxy -> proxy.error() != null)
                .forEach(proxy ->
                        console.error(proxy.proxy() + " rejected revision " + proxy.revision() + ": " + proxy.error()));
        return ExitCode.OK;
    }

    static Table table(List<ProxyStatus> proxies, Instant now) {
        var table = new Table("NAME", "ROLE", "STATE", "REVISION", "SENT", "ID", "SINCE");
        for (var proxy : proxies) {
            table.row(
                    proxy.proxy(),
                    proxy.role().name().toLowerCase(Locale.ROOT),
                    state(proxy),
                    Objects.requireNonNullElse(proxy.ackedRevision(), "-"),
                    Objects.requireNonNullElse(proxy.revision(), "-"),
                    shortId(proxy.ackedId()),
                    since(proxy.since(), now));
        }
        return table;
    }

    private static String state(ProxyStatus proxy) {
        if (!proxy.connected()) {
            return "LOST";
        }
        if (proxy.error() != null) {
            return "REJECTED";
        }
        return proxy.id() != null && proxy.id().equals(proxy.ackedId()) ? "SYNCED" : "PENDING";
    }

    private static String shortId(@Nullable String id) {
        return id == null ? "-" : id.substring(0, Math.min(12, id.length()));
    }

    private static String since(String timestamp, Instant now) {
        try {
            return Age.of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeParseException e) {
            return timestamp;
        }
    }
}
