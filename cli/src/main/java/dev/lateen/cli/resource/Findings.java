package dev.lateen.cli.resource;

import dev.lateen.api.validation.Violation;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import java.util.List;

/// Shows violations, one a line: place first, so that editors and terminals make a link of it.
final class Findings {

    private Findings() {}

    static void warn(Console console, List<Violation> warnings) {
        warnings.stream().map(Violation::toString).distinct().forEach(console::warning);
    }

    /// @throws CommandFailure with the number of errors, when there are any
    static void refuse(Console console, List<Violation> errors, String consequence) {
        if (errors.isEmpty()) {
            return;
        }
        errors.stream().map(Violation::toString).distinct().forEach(console::error);
        throw CommandFailure.of(count(errors.size(), "error") + ", " + consequence);
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
