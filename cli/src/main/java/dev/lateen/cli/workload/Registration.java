package dev.lateen.cli.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.terminal.CommandFailure;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// A workload's place in pilot's registry: its Service, which stays, and its WorkloadEntry, which comes and goes.
final class Registration implements HealthWatch.Target {

    static final String SIDECAR = "lateen.dev/sidecar";
    /// Who keeps the entry up to date: `pid@start`, so that entries whose owner was killed can be told.
    static final String OWNER = "lateen.dev/owner";

    private static final String PORT_NAME = "http";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final PilotClient pilot;
    private final Workload workload;

    Registration(PilotClient pilot, Workload workload) {
        this.pilot = pilot;
        this.workload = workload;
    }

    /// Makes the Service unless there is one; whether it had to.
    boolean ensureService() {
        var found = pilot.find(serviceKey());
        if (found.isEmpty()) {
            pilot.apply(service());
            return true;
        }
        portName(found.get());
        selector(found.get());
        return false;
    }

    @Override
    public void register() {
        var portName = pilot.find(serviceKey()).map(this::portName).orElse(PORT_NAME);
        pilot.apply(entry(portName));
    }

    @Override
    public void withdraw() {
        pilot.delete(entryKey());
    }

    /// Removes entries of this namespace whose owner is gone: it was killed before it could do so itself.
    void sweep() {
        for (var entry : pilot.list(Kind.WORKLOAD_ENTRY, workload.namespace())) {
            var metadata = entry.path("metadata");
            var owner = metadata.path("annotations").path(OWNER).asText();
            if (isGone(owner)) {
                pilot.delete(new ResourceKey(
                        Kind.WORKLOAD_ENTRY,
                        workload.namespace(),
                        metadata.path("name").asText()));
            }
        }
    }

    static boolean isGone(String owner) {
        if (!owner.matches("\\d{1,18}@\\d{1,18}")) {
            return false;
        }
        int at = owner.indexOf('@');
        return !new ProcessIdentity(Long.parseLong(owner.substring(0, at)), Long.parseLong(owner.substring(at + 1)))
                .isAlive();
    }

    private ResourceKey serviceKey() {
        return new ResourceKey(Kind.SERVICE, workload.namespace(), workload.service());
    }

    private ResourceKey entryKey() {
        return new ResourceKey(Kind.WORKLOAD_ENTRY, workload.namespace(), workload.name());
    }

    ObjectNode service() {
        var service = resource(Kind.SERVICE, workload.service());
        service.withObject("/metadata").putObject("labels").put("app", workload.service());
        var spec = service.putObject("spec");
        spec.putArray("ports")
                .addObject()
                .put("name", PORT_NAME)
                .put("port", workload.ports().service())
                .put("targetPort", workload.ports().application());
        spec.putObject("selector").put("app", workload.service());
        return service;
    }

    ObjectNode entry(String portName) {
        var entry = resource(Kind.WORKLOAD_ENTRY, workload.name());
        var metadata = entry.withObject("/metadata");
        put(metadata.putObject("labels"), workload.labels());
        var owner = ProcessIdentity.current();
        metadata.putObject("annotations").put(SIDECAR, "true").put(OWNER, owner.pid() + "@" + owner.startMillis());
        var spec = entry.putObject("spec").put("address", "127.0.0.1");
        spec.putObject("ports").put(portName, workload.ports().inbound());
        put(spec.putObject("labels"), workload.labels());
        return entry;
    }

    private ObjectNode resource(Kind kind, String name) {
        var resource =
                JSON.objectNode().put("apiVersion", kind.preferredApiVersion()).put("kind", kind.kindName());
        resource.putObject("metadata").put("name", name).put("namespace", workload.namespace());
        return resource;
    }

    private String portName(JsonNode service) {
        for (var port : service.path("spec").path("ports")) {
            if (port.path("port").asInt() == workload.ports().service()) {
                return port.path("name").asText(PORT_NAME);
            }
        }
        var known = StreamSupport.stream(service.path("spec").path("ports").spliterator(), false)
                .map(port -> port.path("port").asText())
                .collect(Collectors.joining(", "));
        throw CommandFailure.of(
                "--port: " + workload.ports().service() + " (expected: a port of " + serviceKey() + ": " + known + ")");
    }

    private void selector(JsonNode service) {
        for (var label : service.path("spec").path("selector").properties()) {
            var own = workload.labels().get(label.getKey());
            if (!label.getValue().asText().equals(own)) {
                throw CommandFailure.of(
                        "--labels: " + label.getKey() + "=" + (own == null ? "(none)" : own) + " (expected: "
                                + label.getValue().asText() + ", since " + serviceKey() + " selects it)",
                        "add --labels " + label.getKey() + "="
                                + label.getValue().asText());
            }
        }
    }

    private static void put(ObjectNode node, Map<String, String> values) {
        values.forEach(node::put);
    }
}
