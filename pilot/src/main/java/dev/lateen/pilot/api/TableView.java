package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.status.ResourceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Resources as a `Table` of the Kubernetes API, which clients print as it is: `kubectl get`, `lateen get`.
///
/// @param now what ages count from
record TableView(ResourcePath path, Instant now) {

    ObjectNode of(List<Entry> entries, long revision) {
        ObjectNode table = JsonNodeFactory.instance.objectNode();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", Long.toString(revision));
        List<Column> columns = columns();
        ArrayNode definitions = table.putArray("columnDefinitions");
        columns.forEach(column -> definitions
                .addObject()
                .put("name", column.header())
                .put("type", "string")
                .put("format", column.header().equals("NAME") ? "name" : "")
                .put("description", "")
                .put("priority", column.wide() ? 1 : 0));
        ArrayNode rows = table.putArray("rows");
        for (Entry entry : entries) {
            ObjectNode resource = Rendering.one(entry, path.apiVersion());
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells");
            columns.forEach(column -> cells.add(column.cell().of(resource, now)));
            row.putObject("object")
                    .put("kind", "PartialObjectMetadata")
                    .put("apiVersion", "meta.k8s.io/v1")
                    .set("metadata", resource.path("metadata"));
        }
        return table;
    }

    private List<Column> columns() {
        Kind kind = path.kind();
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(
                "NAME", (resource, _) -> resource.at("/metadata/name").asText()));
        columns.addAll(Column.of(kind));
        if (ResourceStatus.isOf(kind)) {
            columns.addAll(Column.STATUS);
        }
        return columns;
    }
}
