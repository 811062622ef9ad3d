package dev.lateen.api.yaml;

import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/// YAML 1.2's core schema without merging: the library's own never ends on `&a {<<: *a}`, see [MergeKeys].
final class PlainSchema implements Schema {

    private final Schema core = new CoreSchema();

    @Override
    public ScalarResolver getScalarResolver() {
        ScalarResolver resolver = core.getScalarResolver();
        return (value, implicit) -> {
            Tag tag = resolver.resolve(value, implicit);
            return tag.equals(Tag.MERGE) ? Tag.STR : tag;
        };
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return core.getSchemaTagConstructors();
    }
}
