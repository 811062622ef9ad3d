package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every field of every record is honoured or warned about: there is no third way.
class HonouredPathsTest {

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyHonouredPathIsAFieldOfTheKind(Kind kind) {
        assertThat(fields(kind)).containsAll(HonouredPaths.of(kind).patterns());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyFieldIsHonouredOrWarnedAbout(Kind kind) {
        assumeTrue(UnhonouredKinds.consequence(kind).isEmpty(), "one warning for the kind as a whole");
        var honoured = HonouredPaths.of(kind);
        var patterns = honoured.patterns();
        for (var field : fields(kind)) {
            var document = JsonNodeFactory.instance.objectNode();
            fill(document, field);

            var warned = honoured.notHonoured(document);

            if (patterns.contains(field)) {
                assertThat(warned).as(field).isEmpty();
            } else {
                assertThat(warned).as(field).hasSize(1);
                assertThat(field).startsWith(INDEX.matcher(warned.getFirst()).replaceAll("[]"));
            }
        }
    }

    /// A new field of a record makes this fail, so that somebody decides about it.
    @ParameterizedTest(name = "{0}: {1} of {2} fields")
    @CsvSource({
        "GATEWAY, 8, 28",
        "VIRTUAL_SERVICE, 65, 118",
        "DESTINATION_RULE, 19, 271",
        "SERVICE_ENTRY, 14, 18",
        "WORKLOAD_ENTRY, 4, 7",
        "SERVICE, 20, 25",
        "SIDECAR, 12, 72",
        "NAMESPACE, 1, 1",
        "SECRET, 4, 4"
    })
    void theNumberOfHonouredFieldsIsKnown(Kind kind, int honoured, int all) {
        assertThat(HonouredPaths.of(kind).patterns().size() + " of "
                        + fields(kind).size())
                .isEqualTo(honoured + " of " + all);
    }

    private static SortedSet<String> fields(Kind kind) {
        var fields = new TreeSet<String>();
        collect(kind.specType(), kind.hasSpec() ? "spec" : "", fields);
        return fields;
    }

    private static void collect(Type type, String path, SortedSet<String> fields) {
        switch (type) {
            case ParameterizedType list
            when list.getRawType() == List.class -> collect(list.getActualTypeArguments()[0], path + "[]", fields);
            case ParameterizedType map
            when map.getRawType() == Map.class -> collect(map.getActualTypeArguments()[1], path + ".*", fields);
            case Class<?> record
            when record.isRecord() -> {
                for (RecordComponent component : record.getRecordComponents()) {
                    var name = component.getName();
                    collect(component.getGenericType(), path.isEmpty() ? name : path + "." + name, fields);
                }
            }
            default -> fields.add(path);
        }
    }

    /// Makes a document in which only the field is there.
    private static void fill(ObjectNode parent, String path) {
        int dot = path.indexOf('.');
        var head = dot < 0 ? path : path.substring(0, dot);
        boolean isList = head.endsWith("[]");
        var name = isList ? head.substring(0, head.length() - 2) : head.equals("*") ? "some-key" : head;
        if (dot < 0) {
            if (isList) {
                parent.putArray(name).add("value");
            } else {
                parent.put(name, "value");
            }
            return;
        }
        ObjectNode child;
        if (isList) {
            ArrayNode list = parent.putArray(name);
            child = list.addObject();
        } else {
            child = parent.putObject(name);
        }
        fill(child, path.substring(dot + 1));
    }
}
