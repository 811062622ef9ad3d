package dev.lateen.api.yaml;

import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/// YAML 1.2's core schema without merging: the library's own never ends on `&a {<<: *a}`, see [MergeKeys].
final class PlainSchema implements Schema {

    /// What a null, a boolean or a number can begin with; any other plain scalar is a text, without looking closer.
    private static final String NOT_TEXT = "~nNtTfF+-.0123456789";

    private final Schema core = new CoreSchema();

    @Override
    public ScalarResolver getScalarResolver() {
        ScalarResolver resolver = core.getScalarResolver();
        return (value, implicit) -> {
            if (!value.isEmpty() && NOT_TEXT.indexOf(value.charAt(0)) < 0) {
                return Tag.STR;
            }
            return resolver.resolve(value, implicit);
        };
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return core.getSchemaTagConstructors();
    }
}
