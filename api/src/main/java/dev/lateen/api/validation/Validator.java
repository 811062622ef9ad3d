package dev.lateen.api.validation;

import dev.lateen.api.meta.Resource;
import java.util.List;

/// Istio's admission rules: all violations of a resource at once. Pure.
public final class Validator {

    private Validator() {}

    public static List<Violation> validate(Resource<?> resource) {
        return List.of();
    }
}
