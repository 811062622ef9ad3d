package dev.lateen.cli.resource;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.cli.terminal.Console;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Shows each warning once, whoever finds it first, with the place in the user's file: pilot has seen only JSON.
final class Warnings {

    private static final Pattern PATH_AND_MESSAGE = Pattern.compile("((?:spec|metadata)\\S*): (.+)", Pattern.DOTALL);

    private final Console console;
    private final List<Resource<?>> resources;
    private final Set<String> said = new HashSet<>();

    /// @param resources what was read from files
    Warnings(Console console, List<Resource<?>> resources) {
        this.console = console;
        this.resources = resources;
    }

    void say(List<Violation> warnings) {
        for (var warning : warnings) {
            if (said.add(warning.resource() + " " + warning.path() + ": " + warning.message())) {
                console.warning(warning.toString());
            }
        }
    }

    /// In pilot's words, which begin with a path where there is one.
    void say(Resource<?> resource, String text) {
        var parts = PATH_AND_MESSAGE.matcher(text);
        say(List.of(
                parts.matches()
                        ? Violation.warning(resource, parts.group(1), parts.group(2))
                        : Violation.warning(resource, "", text)));
    }

    /// @param resource `VirtualService default/httpbin`
    void say(String resource, String path, String message) {
        for (var read : resources) {
            if (read.key().toString().equals(resource)) {
                say(List.of(Violation.warning(read, path, message)));
                return;
            }
        }
        if (said.add(resource + " " + path + ": " + message)) {
            var nowhere = new Violation(Severity.WARNING, null, 0, null, path, message);
            console.warning(nowhere + " (" + resource + ")");
        }
    }
}
