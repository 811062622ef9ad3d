package dev.lateen.proxy.admin;

import dev.lateen.proxy.tls.SecretStatus;
import dev.lateen.snapshot.push.SnapshotJson;
import java.time.Instant;
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
        pages.put(
                "/clusters",
                new Page(
                        false,
                        "clusters and their endpoints; ?format=json",
                        query -> ClustersPage.answer(view, query)));
        pages.put("/listeners", get("listeners and the ports they are bound to", this::listeners));
        pages.put(
                "/certs",
                new Page(
                        false,
                        "who does TLS, and the certificates in use, without their keys; ?format=json",
                        this::certificates));
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

    private AdminAnswer certificates(Map<String, List<String>> query) {
        if (query.getOrDefault("format", List.of()).contains("json")) {
            var secrets = view.tls().statuses().stream().map(AdminPages::fields).toList();
            return AdminAnswer.json(
                    SnapshotJson.write(Map.of("provider", view.tls().provider(), "secrets", secrets)));
        }
        var out = new StringBuilder("provider::" + view.tls().provider() + "\n");
        for (var secret : view.tls().statuses()) {
            out.append(fields(secret).entrySet().stream()
                            .map(field -> field.getKey() + "::" + field.getValue())
                            .collect(Collectors.joining("::")))
                    .append('\n');
        }
        return AdminAnswer.text(200, out.toString());
    }

    /// All that is public.
    private static Map<String, Object> fields(SecretStatus secret) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", secret.name());
        fields.put("type", secret.type());
        var validity = secret.validity();
        fields.put("status", validity == null ? "MISSING" : "ACTIVE");
        if (validity != null) {
            fields.put("valid", validity.problem(Instant.now()).isEmpty());
            fields.put("serial", secret.serial());
            fields.put("notBefore", validity.begin().toString());
            fields.put("notAfter", validity.end().toString());
        }
        if (!secret.problem().isEmpty()) {
            fields.put("problem", secret.problem());
        }
        return fields;
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
