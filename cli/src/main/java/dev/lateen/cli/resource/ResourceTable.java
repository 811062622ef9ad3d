package dev.lateen.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.cli.terminal.Age;
import dev.lateen.cli.terminal.Table;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The columns that kubectl shows for each kind.
///
/// @param withNamespace as the first column
/// @param now what ages count from
record ResourceTable(Kind kind, boolean withNamespace, Instant now) {

    Table of(List<JsonNode> resources) {
        var header = new ArrayList<String>();
        if (withNamespace && kind.namespaced()) {
            header.add("NAMESPACE");
        }
        header.add("NAME");
        header.addAll(columns());
        header.add("AGE");
        var table = new Table(header.toArray(String[]::new));
        for (var resource : resources) {
            var metadata = resource.path("metadata");
            var row = new ArrayList<String>();
            if (withNamespace && kind.namespaced()) {
                row.add(metadata.path("namespace").asText());
            }
            row.add(metadata.path("name").asText());
            row.addAll(cells(resource.path("spec")));
            row.add(age(metadata.path("creationTimestamp").asText()));
            table.row(row);
        }
        return table;
    }

    private List<String> columns() {
        return switch (kind) {
            case GATEWAY -> List.of();
            case VIRTUAL_SERVICE -> List.of("GATEWAYS", "HOSTS");
            case DESTINATION_RULE -> List.of("HOST");
            case SERVICE_ENTRY -> List.of("HOSTS", "LOCATION", "RESOLUTION");
            case WORKLOAD_ENTRY -> List.of("ADDRESS");
            case SERVICE -> List.of("TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)");
            case NAMESPACE -> List.of("STATUS");
        };
    }

    private List<String> cells(JsonNode spec) {
        return switch (kind) {
            case GATEWAY -> List.of();
            case VIRTUAL_SERVICE -> List.of(list(spec.path("gateways")), list(spec.path("hosts")));
            case DESTINATION_RULE -> List.of(spec.path("host").asText());
            case SERVICE_ENTRY ->
                List.of(
                        list(spec.path("hosts")),
                        spec.path("location").asText(),
                        spec.path("resolution").asText());
            case WORKLOAD_ENTRY -> List.of(spec.path("address").asText());
            case SERVICE ->
                List.of(
                        spec.path("type").asText("ClusterIP"),
                        spec.path("clusterIP").asText("<none>"),
                        "<none>",
                        ports(spec.path("ports")));
            case NAMESPACE -> List.of("Active");
        };
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

    private String age(String timestamp) {
        try {
            return timestamp.isEmpty() ? "<unknown>" : Age.of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeException e) {
            return "<unknown>";
        }
    }
}
