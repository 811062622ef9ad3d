package dev.lateen.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Kind;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// A column that kubectl shows of a kind besides its name: for Istio's kinds those that their CRDs name.
///
/// @param header in capitals
/// @param cell from the whole resource
record Column(String header, Function<JsonNode, String> cell) {

    static final String NONE = "<none>";

    static List<Column> of(Kind kind) {
        return switch (kind) {
            case GATEWAY, SIDECAR -> List.of();
            case VIRTUAL_SERVICE ->
                List.of(
                        new Column("GATEWAYS", resource -> list(resource.at("/spec/gateways"))),
                        new Column("HOSTS", resource -> list(resource.at("/spec/hosts"))));
            case DESTINATION_RULE -> List.of(text("HOST", "/spec/host"));
            case SERVICE_ENTRY ->
                List.of(
                        new Column("HOSTS", resource -> list(resource.at("/spec/hosts"))),
                        text("LOCATION", "/spec/location"),
                        text("RESOLUTION", "/spec/resolution"));
            case WORKLOAD_ENTRY -> List.of(text("ADDRESS", "/spec/address"));
            case SERVICE ->
                List.of(
                        new Column("TYPE", resource -> resource.at("/spec/type").asText("ClusterIP")),
                        new Column(
                                "CLUSTER-IP",
                                resource -> resource.at("/spec/clusterIP").asText(NONE)),
                        new Column("EXTERNAL-IP", resource -> NONE),
                        new Column("PORT(S)", resource -> ports(resource.at("/spec/ports"))));
            case NAMESPACE -> List.of(new Column("STATUS", resource -> "Active"));
            case SECRET ->
                List.of(
                        new Column("TYPE", resource -> resource.path("type").asText("Opaque")),
                        new Column("DATA", resource -> count(resource, "data", "stringData")));
        };
    }

    private static Column text(String header, String pointer) {
        return new Column(header, resource -> resource.at(pointer).asText());
    }

    /// `["a","b"]`, as kubectl prints lists.
    private static String list(JsonNode values) {
        return values.isMissingNode() ? "" : values.toString();
    }

    private static String ports(JsonNode ports) {
        return StreamSupport.stream(ports.spliterator(), false)
                .map(port ->
                        port.path("port").asText() + "/" + port.path("protocol").asText("TCP"))
                .collect(Collectors.joining(","));
    }

    private static String count(JsonNode resource, String... fields) {
        int count = 0;
        for (String field : fields) {
            count += resource.path(field).size();
        }
        return Integer.toString(count);
    }
}
