package dev.lateen.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.cli.terminal.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Resources of a kind in the columns that kubectl shows.
///
/// @param withNamespace as the first column
/// @param now what ages count from
record ResourceTable(Kind kind, boolean withNamespace, Instant now) {

    Table of(List<JsonNode> resources) {
        boolean namespaces = withNamespace && kind.namespaced();
        var columns = Column.of(kind);
        var header = new ArrayList<String>();
        if (namespaces) {
            header.add("NAMESPACE");
        }
        header.add("NAME");
        columns.forEach(column -> header.add(column.header()));
        var table = new Table(header.toArray(String[]::new));
        for (var resource : resources) {
            var metadata = resource.path("metadata");
            var row = new ArrayList<String>();
            if (namespaces) {
                row.add(metadata.path("namespace").asText());
            }
            row.add(metadata.path("name").asText());
            columns.forEach(column -> row.add(column.cell().of(resource, now)));
            table.row(row);
        }
        return table;
    }
}
