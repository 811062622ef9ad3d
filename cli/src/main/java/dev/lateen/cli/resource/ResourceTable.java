package dev.lateen.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;

/// Tables as pilot makes them of resources, for kubectl too.
///
/// @param withNamespace as the first column
/// @param wide with the columns that only `-o wide` shows
record ResourceTable(boolean withNamespace, boolean wide) {

    /// @param tables with the same columns
    Table of(List<JsonNode> tables) {
        var definitions = tables.getFirst().path("columnDefinitions");
        var header = new ArrayList<String>();
        if (withNamespace) {
            header.add("NAMESPACE");
        }
        for (var column : definitions) {
            if (isShown(column)) {
                header.add(column.path("name").asText());
            }
        }
        var table = new Table(header.toArray(String[]::new));
        for (var each : tables) {
            for (var row : each.path("rows")) {
                table.row(cells(row, definitions));
            }
        }
        return table;
    }

    private List<String> cells(JsonNode row, JsonNode definitions) {
        var cells = new ArrayList<String>();
        if (withNamespace) {
            cells.add(row.at("/object/metadata/namespace").asText());
        }
        for (int i = 0; i < definitions.size(); i++) {
            if (isShown(definitions.get(i))) {
                cells.add(row.path("cells").path(i).asText());
            }
        }
        return cells;
    }

    private boolean isShown(JsonNode column) {
        return wide || column.path("priority").asInt() == 0;
    }
}
