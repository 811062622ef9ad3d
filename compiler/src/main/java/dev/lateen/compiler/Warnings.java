package dev.lateen.compiler;

import dev.lateen.api.validation.Violation;
import java.util.Comparator;

/// The order in which violations are shown: by resource, place and text.
final class Warnings {

    static final Comparator<Violation> ORDER = Comparator.comparing(
                    (Violation violation) -> String.valueOf(violation.resource()))
            .thenComparing(Violation::line)
            .thenComparing(Violation::path)
            .thenComparing(Violation::message)
            .thenComparing(violation -> String.valueOf(violation.file()));

    private Warnings() {}
}
