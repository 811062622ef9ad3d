package dev.lateen.proxy.admin;

import dev.lateen.snapshot.push.SnapshotJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The pages of the proxy's own ports, by path.
final class AdminPages {

    /// @param post whether it changes something, so that a GET is refused
    record Page(boolean post, String help, Function<Map<String, List<String>>, AdminAnswer> answer) {}

    private final AdminView view;

    AdminPages(AdminView view) {
        this.view = view;
    }

    /// 15000.
    Map<String, Page> admin() {
        var pages = new LinkedHashMap<String, Page>();
        pages.put("/", get("this list", () -> index(pages)));
        pages.put("/config_dump", get("the snapshot in force, with id and revision, as JSON", this::configDump));
        pages.put("/clusters", get("clusters and their endpoints", this::clusters));
        pages.put("/listeners", get("listeners and the ports they are bound to", this::listeners));
        pages.put("/certs", get("who does TLS, and the certificates in use, without their keys", this::certificates));
        pages.put("/stats/prometheus", get("metrics", this::metrics));
        pages.put("/stats", get("metrics", this::metrics));
        pages.put("/ready", get("LIVE, or 503 and why not", this::ready));
        pages.put("/server_info", get("version, state and configuration, as JSON", this::serverInfo));
        pages.put("/logging", new Page(true, "log level of the proxy: ?level=debug", LogLevels::set));
        pages.put("/drain_listeners", post("finish what is under way, accept nothing new", this::drain));
        pages.put("/quitquitquit", post("end the process in an orderly way", this::quit));
        return pages;
    }

    /// 15020.
    Map<String, Page> status() {
        return Map.of(
                "/stats/prometheus", get("metrics", this::metrics),
                "/healthz/ready", get("readiness", this::ready),
                "/quitquitquit", post("end the process in an orderly way", this::quit));
    }

    /// 15021.
    Map<String, Page> health() {
        return Map.of("/healthz/ready", get("readiness", this::ready));
    }

    /// 15090.
    Map<String, Page> metricsOnly() {
        return Map.of("/stats/prometheus", get("metrics", this::metrics));
    }

    private AdminAnswer index(Map<String, Page> pages) {
        return AdminAnswer.text(
                200,
                pages.entrySet().stream()
                        .map(page -> "%-5s%-20s %s"
                                .formatted(
                                        page.getValue().post() ? "POST" : "GET",
                                        page.getKey(),
                                        page.getValue().help()))
                        .collect(Collectors.joining("\n")));
    }

    private AdminAnswer configDump() {
        var event = view.snapshot();
        return AdminAnswer.json(event == null ? "{}" : SnapshotJson.write(event));
    }

    private AdminAnswer clusters() {
        var out = new StringBuilder();
        var event = view.snapshot();
        if (event != null) {
            for (var cluster : event.snapshot().clusters()) {
                out.append(cluster.name()).append("::policy::").append(cluster.loadBalancing());
                out.append('\n');
                for (var endpoint : cluster.endpoints()) {
                    out.append(cluster.name()).append("::").append(endpoint.address());
                    out.append(':').append(endpoint.port()).append("::weight::").append(endpoint.weight());
                    out.append("::workload::").append(endpoint.workload().workload());
                    out.append('\n');
                }
            }
        }
        return AdminAnswer.text(200, out.toString());
    }

    private AdminAnswer listeners() {
        var out = new StringBuilder();
        var ports = view.boundPorts();
        var event = view.snapshot();
        if (event != null) {
            for (var listener : event.snapshot().listeners()) {
                var port = ports.get(listener.name());
                out.append(listener.name()).append("::").append(listener.bind() == null ? "default" : listener.bind());
                out.append(':').append(port == null ? "not bound" : port);
                out.append("::").append(listener.kind()).append('\n');
            }
        }
        return AdminAnswer.text(200, out.toString());
    }

    private AdminAnswer certificates() {
        var out = new StringBuilder("provider::" + view.tls().provider() + "\n");
        for (var secret : view.tls().statuses()) {
            out.append(secret.name()).append("::").append(secret.type());
            out.append("::").append(secret.active() ? "ACTIVE" : "MISSING");
            if (secret.active()) {
                out.append("::serial::").append(secret.serial());
                out.append("::from::")
                        .append(secret.notBefore())
                        .append("::to::")
                        .append(secret.notAfter());
            }
            out.append(secret.problem().isEmpty() ? "" : "::problem::" + secret.problem())
                    .append('\n');
        }
        return AdminAnswer.text(200, out.toString());
    }

    private AdminAnswer metrics() {
        return new AdminAnswer(200, AdminAnswer.PROMETHEUS, view.metrics());
    }

    private AdminAnswer ready() {
        var state = view.state();
        if (state == ProxyState.LIVE) {
            return AdminAnswer.text(200, "LIVE");
        }
        var error = view.push().error();
        return AdminAnswer.text(503, error.isEmpty() ? state.name() : state + ": " + error);
    }

    private AdminAnswer serverInfo() {
        var node = view.node();
        var push = view.push();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("version", view.version());
        fields.put("state", view.state().name());
        fields.put("role", node.role().name());
        fields.put("id", node.id());
        fields.put("labels", node.labels());
        fields.put("uptime_seconds", view.uptimeSeconds());
        fields.put("ports", view.boundPorts());
        fields.put("pilot_connected", push.connected());
        fields.put("config_id", push.id());
        fields.put("config_revision", push.revision());
        fields.put("config_source", push.source());
        fields.put("config_error", push.error());
        return AdminAnswer.json(SnapshotJson.write(fields));
    }

    private AdminAnswer drain() {
        view.drain();
        return AdminAnswer.text(200, "OK");
    }

    private AdminAnswer quit() {
        view.quit();
        return AdminAnswer.text(200, "OK");
    }

    private static Page get(String help, Supplier<AdminAnswer> answer) {
        return new Page(false, help, query -> answer.get());
    }

    private static Page post(String help, Supplier<AdminAnswer> answer) {
        return new Page(true, help, query -> answer.get());
    }
}
