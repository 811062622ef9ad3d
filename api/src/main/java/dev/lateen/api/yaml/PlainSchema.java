package dev.lateen.api.yaml;

import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/// YAML 1.2's core schema without merging: the library's own never ends on `&a {<<: *a}`, see [MergeKeys].
final class PlainSchema implements Schema {

    /// The words that are no texts.
    private static final Set<String> WORDS =
            Set.of("null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE");

    /// What a number, or a null that is no word, begins with.
    private static final String NUMBERS = "~+-.0123456789";

    private final Schema core = new CoreSchema();

    @Override
    public ScalarResolver getScalarResolver() {
        ScalarResolver resolver = core.getScalarResolver();
        return (value, implicit) -> isText(value) ? Tag.STR : resolver.resolve(value, implicit);
    }

    /// By its beginning or as a whole: the library's own patterns are for the few that remain.
    private static boolean isText(String value) {
        return !value.isEmpty() && NUMBERS.indexOf(value.charAt(0)) < 0 && !WORDS.contains(value);
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return core.getSchemaTagConstructors();
    }
}
