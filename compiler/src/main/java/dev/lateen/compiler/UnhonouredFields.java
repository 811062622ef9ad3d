package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/// Known fields that Lateen does not honour yet: a warning for each one that is there, never silence.
///
/// Any thread; looks at one resource alone, so that it can be shown when the resource is applied.
public final class UnhonouredFields {

    private UnhonouredFields() {}

    /// One for a kind that has no effect as a whole. For others in the order of the document, then values of honoured
    /// fields that are not honoured.
    public static List<Violation> of(Resource<?> resource) {
        var kind = resource.key().kind();
        var useless = UnhonouredKinds.consequence(kind);
        if (useless.isPresent()) {
            return List.of(Violation.warning(resource, "kind", kind.kindName() + " " + useless.get()));
        }
        var warnings = new ArrayList<Violation>();
        for (var path : HonouredPaths.of(kind).notHonoured(resource.document())) {
            warnings.add(Violation.warning(resource, path, "not honoured yet" + consequence(path)));
        }
        warnings.addAll(UnhonouredValues.of(resource, resource.spec()));
        return List.copyOf(warnings);
    }

    private static String consequence(String path) {
        return path.startsWith("spec.http[") || path.startsWith("spec.tls[") || path.startsWith("spec.tcp[")
                ? "; the rule is in force without it"
                : "";
    }
}
