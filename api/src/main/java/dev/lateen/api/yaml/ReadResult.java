package dev.lateen.api.yaml;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Violation;
import java.util.List;

/// What a text holds.
///
/// @param resources the ones without an ERROR, in the order of the text
/// @param violations of all documents, errors and warnings
/// @param documents how many documents there were, refused ones included
public record ReadResult(List<Resource<?>> resources, List<Violation> violations, int documents) {

    public ReadResult {
        resources = List.copyOf(resources);
        violations = List.copyOf(violations);
    }

    public List<Violation> errors() {
        return violations.stream().filter(Violation::isError).toList();
    }

    public boolean hasErrors() {
        return violations.stream().anyMatch(Violation::isError);
    }
}
