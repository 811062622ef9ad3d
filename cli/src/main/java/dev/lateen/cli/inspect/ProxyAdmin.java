package dev.lateen.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.JsonFile;
import dev.lateen.cli.process.HttpProbe;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Documents;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Questions to the admin port of a proxy on this machine: what pilot does not know, because the proxy found it out
/// itself.
final class ProxyAdmin {

    private ProxyAdmin() {}

    /// `{provider, secrets: [{name, type, status, valid?, serial?, notBefore?, notAfter?, problem?}]}`
    static JsonNode certificates(Home home, String proxy) {
        int port = port(home, proxy);
        var answer = HttpProbe.get(port, "/certs?format=json", Map.of())
                .filter(found -> found.status() == 200)
                .orElseThrow(() -> CommandFailure.of(
                        proxy + " does not answer on its admin port, 127.0.0.1:" + port,
                        "`lateen status` shows what runs"));
        return Documents.read(answer.body());
    }

    /// Endpoints that outlier detection has ejected, as `cluster address:port`; empty when the proxy does not answer
    /// here.
    static Optional<Set<String>> ejected(Home home, String proxy) {
        try {
            return JsonFile.read(home.proxyPorts(proxy), JsonNode.class)
                    .map(ports -> ports.path("admin").asInt())
                    .filter(port -> port > 0)
                    .flatMap(port -> HttpProbe.get(port, "/clusters?format=json", Map.of()))
                    .filter(answer -> answer.status() == 200)
                    .map(answer -> ejected(Documents.read(answer.body())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Set<String> ejected(JsonNode clusters) {
        var ejected = new HashSet<String>();
        for (var each : clusters.path("endpoints")) {
            if (each.path("ejected").asBoolean()) {
                ejected.add(each.path("cluster").asText() + " "
                        + each.path("endpoint").asText());
            }
        }
        return ejected;
    }

    private static int port(Home home, String proxy) {
        var file = home.proxyPorts(proxy);
        try {
            return JsonFile.read(file, JsonNode.class)
                    .map(ports -> ports.path("admin").asInt())
                    .filter(port -> port > 0)
                    .orElseThrow(() -> CommandFailure.of(
                            "the admin port of " + proxy + " is not known: no " + file,
                            "a proxy that was not started by `lateen` shows its certificates at /certs of its admin"
                                    + " port"));
        } catch (IOException e) {
            throw CommandFailure.of(file + " cannot be read: " + e.getMessage());
        }
    }
}
