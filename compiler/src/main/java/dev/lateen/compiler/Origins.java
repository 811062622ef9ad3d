package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.snapshot.Origin;

/// Where pieces of a snapshot come from.
final class Origins {

    private Origins() {}

    static Origin of(Resource<?> resource, String path) {
        return of(resource, path, -1, -1);
    }

    static Origin rule(Resource<?> resource, int rule) {
        return of(resource, "spec.http[" + rule + "]", rule, -1);
    }

    static Origin match(Resource<?> resource, int rule, int match) {
        return of(resource, "spec.http[" + rule + "].match[" + match + "]", rule, match);
    }

    static Origin of(Resource<?> resource, String path, int rule, int match) {
        var key = resource.key();
        return new Origin(
                key.kind().kindName(),
                key.namespace(),
                key.name(),
                rule,
                match,
                resource.source().file(),
                resource.source().line(path));
    }

    /// `VirtualService default/reviews (reviews.yaml:14)`
    static String text(Resource<?> resource, String path) {
        var file = resource.source().file();
        return file == null
                ? resource.key().toString()
                : resource.key() + " (" + file + ":" + resource.source().line(path) + ")";
    }
}
