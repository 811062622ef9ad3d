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
        var columns = Column.of(kind);
        columns.forEach(column -> header.add(column.header()));
        header.add("AGE");
        var table = new Table(header.toArray(String[]::new));
        for (var resource : resources) {
            var metadata = resource.path("metadata");
            var row = new ArrayList<String>();
            if (withNamespace && kind.namespaced()) {
                row.add(metadata.path("namespace").asText());
            }
            row.add(metadata.path("name").asText());
            columns.forEach(column -> row.add(column.cell().apply(resource)));
            row.add(age(metadata.path("creationTimestamp").asText()));
            table.row(row);
        }
        return table;
    }

    private String age(String timestamp) {
        try {
            return timestamp.isEmpty() ? "<unknown>" : Age.of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeException e) {
            return "<unknown>";
        }
    }
}
