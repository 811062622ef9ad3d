package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Age;
import dev.lateen.api.meta.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A column that kubectl shows of a kind behind its name, in kubectl's order: for Istio's kinds what their CRDs say.
///
/// @param header in capitals
/// @param wide whether only `-o wide` shows it
record Column(String header, Cell cell, boolean wide) {

    /// What became of a resource.
    static final List<Column> STATUS =
            List.of(condition("RECONCILED", "status"), condition("REASON", "reason"), condition("MESSAGE", "message"));

    /// The text for one resource.
    interface Cell {
        /// @param now what ages count from
        String of(JsonNode resource, Instant now);
    }

    private static final String NONE = "<none>";
    private static final Column AGE = new Column(
            "AGE",
            (resource, now) -> age(resource.at("/metadata/creationTimestamp").asText(), now));

    private static final Cell CERTIFICATE = (resource, _) -> elements(resource.at("/status/conditions"))
            .filter(condition -> condition.path("type").asText().equals("CertificateValid"))
            .map(condition -> condition.path("reason").asText())
            .collect(Collectors.joining());

    static List<Column> of(Kind kind) {
        return switch (kind) {
            case GATEWAY -> List.of(AGE, new Column("CERTIFICATE", CERTIFICATE, true));
            case WORKLOAD_GROUP, SIDECAR, PROXY_CONFIG, REQUEST_AUTHENTICATION, TELEMETRY -> List.of(AGE);
            case VIRTUAL_SERVICE -> List.of(list("GATEWAYS", "/spec/gateways"), list("HOSTS", "/spec/hosts"), AGE);
            case DESTINATION_RULE -> List.of(text("HOST", "/spec/host", ""), AGE);
            case SERVICE_ENTRY ->
                List.of(
                        list("HOSTS", "/spec/hosts"),
                        text("LOCATION", "/spec/location", ""),
                        text("RESOLUTION", "/spec/resolution", ""),
                        AGE);
            case WORKLOAD_ENTRY -> List.of(AGE, text("ADDRESS", "/spec/address", ""));
            case PEER_AUTHENTICATION -> List.of(text("MODE", "/spec/mtls/mode", ""), AGE);
            case AUTHORIZATION_POLICY -> List.of(text("ACTION", "/spec/action", ""), AGE);
            case SERVICE ->
                List.of(
                        text("TYPE", "/spec/type", "ClusterIP"),
                        text("CLUSTER-IP", "/spec/clusterIP", NONE),
                        new Column("EXTERNAL-IP", (_, _) -> NONE),
                        new Column("PORT(S)", (resource, _) -> servicePorts(resource.at("/spec/ports"))),
                        AGE);
            case NAMESPACE -> List.of(text("STATUS", "/status/phase", "Active"), AGE);
            case ENDPOINTS -> List.of(new Column("ENDPOINTS", (resource, _) -> endpoints(resource)), AGE);
            case ENDPOINT_SLICE ->
                List.of(
                        text("ADDRESSTYPE", "/addressType", ""),
                        new Column("PORTS", (resource, _) -> joined(values(resource.path("ports"), "port"))),
                        new Column("ENDPOINTS", (resource, _) -> sliceAddresses(resource)),
                        AGE);
            case SECRET ->
                List.of(
                        text("TYPE", "/type", "Opaque"),
                        count("data", "stringData"),
                        AGE,
                        new Column("CERTIFICATE", CERTIFICATE));
            case CONFIG_MAP -> List.of(count("data", "binaryData"), AGE);
            case POD ->
                List.of(
                        new Column("READY", (resource, _) -> readyContainers(resource)),
                        text("STATUS", "/status/phase", "Unknown"),
                        new Column("RESTARTS", (resource, _) -> restarts(resource)),
                        AGE);
            case DEPLOYMENT ->
                List.of(
                        new Column("READY", (resource, _) -> readyReplicas(resource)),
                        text("UP-TO-DATE", "/status/updatedReplicas", "0"),
                        text("AVAILABLE", "/status/availableReplicas", "0"),
                        AGE);
        };
    }

    Column(String header, Cell cell) {
        this(header, cell, false);
    }

    private static Column condition(String header, String field) {
        String pointer = "/status/conditions/0/" + field;
        return new Column(header, (resource, _) -> resource.at(pointer).asText(), true);
    }

    private static Column text(String header, String pointer, String absent) {
        return new Column(header, (resource, _) -> resource.at(pointer).asText(absent));
    }

    /// `["a","b"]`, as kubectl prints lists.
    private static Column list(String header, String pointer) {
        return new Column(header, (resource, _) -> {
            var values = resource.at(pointer);
            return values.isMissingNode() ? "" : values.toString();
        });
    }

    private static Column count(String first, String second) {
        return new Column(
                "DATA",
                (resource, _) -> Integer.toString(
                        resource.path(first).size() + resource.path(second).size()));
    }

    private static String servicePorts(JsonNode ports) {
        return elements(ports)
                .map(port ->
                        port.path("port").asText() + "/" + port.path("protocol").asText("TCP"))
                .collect(Collectors.joining(","));
    }

    private static String endpoints(JsonNode resource) {
        return joined(elements(resource.path("subsets"))
                .flatMap(subset -> values(subset.path("addresses"), "ip")
                        .flatMap(ip -> values(subset.path("ports"), "port").map(port -> ip + ":" + port))));
    }

    private static String sliceAddresses(JsonNode resource) {
        return joined(elements(resource.path("endpoints"))
                .flatMap(endpoint -> elements(endpoint.path("addresses")))
                .map(JsonNode::asText));
    }

    private static String readyContainers(JsonNode pod) {
        long ready = elements(pod.at("/status/containerStatuses"))
                .filter(container -> container.path("ready").asBoolean())
                .count();
        return ready + "/" + pod.at("/spec/containers").size();
    }

    private static String restarts(JsonNode pod) {
        return Integer.toString(elements(pod.at("/status/containerStatuses"))
                .mapToInt(container -> container.path("restartCount").asInt())
                .sum());
    }

    private static String readyReplicas(JsonNode deployment) {
        return deployment.at("/status/readyReplicas").asInt(0) + "/"
                + deployment.at("/spec/replicas").asInt(1);
    }

    private static Stream<String> values(JsonNode list, String field) {
        return elements(list)
                .map(element -> element.get(field))
                .filter(Objects::nonNull)
                .map(JsonNode::asText);
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /// `a,b,c + 2 more...`, as kubectl does.
    private static String joined(Stream<String> values) {
        var all = values.toList();
        if (all.isEmpty()) {
            return NONE;
        }
        var shown = String.join(",", all.subList(0, Math.min(3, all.size())));
        return all.size() > 3 ? shown + " + " + (all.size() - 3) + " more..." : shown;
    }

    private static String age(String timestamp, Instant now) {
        try {
            return timestamp.isEmpty() ? "<unknown>" : Age.of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeException e) {
            return "<unknown>";
        }
    }
}
