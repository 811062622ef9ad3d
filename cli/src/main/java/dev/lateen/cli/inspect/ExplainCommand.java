package dev.lateen.cli.inspect;

import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.MeshWarning;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.resource.GatewayOption;
import dev.lateen.cli.resource.ResourceFiles;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.terminal.JsonFormat;
import dev.lateen.cli.terminal.NamespaceOption;
import dev.lateen.compiler.Compiler;
import dev.lateen.compiler.MeshState;
import dev.lateen.compiler.UnhonouredFields;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyStatus;
import dev.lateen.snapshot.push.SnapshotJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lateen explain`: the decision that a proxy takes for a request, step by step.
@Command(
        name = "explain",
        description = {
            "Tell where a request goes and why.",
            "",
            "Every rule is tried in order as the proxy does, with the first condition that failed and both values. Asks "
                    + "pilot what the gateway runs, or compiles files with --config, without a mesh."
        })
public final class ExplainCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST ...")
    private String method = "GET";

    @Parameters(
            index = "1",
            paramLabel = "URL",
            description = "For instance http://127.0.0.1:8080/headers; its port chooses the listener.")
    private String url = "";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "A request header, as with curl.")
    private List<String> headers = List.of();

    @Option(
            names = "--proxy",
            paramLabel = "PROXY",
            description = "Which proxy decides (default: the ingress gateway).")
    private @Nullable String proxy;

    @Option(
            names = "--config",
            paramLabel = "FILE|DIR",
            description = "Compile these instead of asking pilot; may be given several times.")
    private List<String> files = List.of();

    @Mixin
    private final GatewayOption gateway = new GatewayOption();

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json: the decision with every step.")
    private @Nullable JsonFormat format;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        if (proxy != null && !files.isEmpty()) {
            throw CommandFailure.usage("explain: --proxy and --config (expected: one of them)");
        }
        var snapshot = files.isEmpty() ? running(console) : compiled(console);
        Explanation explanation;
        try {
            explanation = Explanation.of(snapshot, method.toUpperCase(Locale.ROOT), url, parsedHeaders());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
        if (format == JsonFormat.json) {
            console.print(Documents.json(Documents.read(SnapshotJson.write(explanation.decision()))));
        } else {
            explanation.lines().forEach(console::print);
        }
        return ExitCode.OK;
    }

    private Snapshot running(Console console) {
        var pilot = PilotClient.of(home.home());
        pilot.warnings().stream().map(MeshWarning::text).distinct().forEach(console::warning);
        var proxies = pilot.proxies();
        if (proxy != null) {
            return pilot.config(ProxyArgument.find(proxies, proxy).proxy()).snapshot();
        }
        var gateway = proxies.stream()
                .filter(candidate -> candidate.role() == ProxyNode.Role.GATEWAY)
                .map(ProxyStatus::proxy)
                .findFirst()
                .orElseThrow(() -> CommandFailure.of(
                        "no gateway has connected to pilot", "name a sidecar by --proxy, or files by --config"));
        return pilot.config(gateway).snapshot();
    }

    private Snapshot compiled(Console console) {
        var read = ResourceFiles.read(files, namespace.name());
        read.errors().forEach(error -> console.error(error + " (left out)"));
        var compilation = Compiler.compile(MeshState.of(read.resources()), gateway.node());
        var warnings = new LinkedHashSet<>(read.warnings());
        read.resources().forEach(resource -> warnings.addAll(UnhonouredFields.of(resource)));
        warnings.addAll(compilation.warnings());
        warnings.forEach(warning -> console.warning(warning.toString()));
        return compilation.snapshot();
    }

    private List<Map.Entry<String, String>> parsedHeaders() {
        var parsed = new ArrayList<Map.Entry<String, String>>();
        for (var header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw CommandFailure.usage("-H: \"" + header + "\" (expected: 'name: value')");
            }
            parsed.add(Map.entry(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip()));
        }
        return parsed;
    }
}
