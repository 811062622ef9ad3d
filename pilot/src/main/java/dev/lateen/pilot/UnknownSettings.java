package dev.lateen.pilot;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Settings that nothing reads, by name: a misspelt one must not go unnoticed.
///
/// An unknown key below `lateen.pilot` fails the start already, but not where it comes from the environment. There
/// Kubernetes makes variables of its own, for a Service called `lateen-pilot`, say; so those are named and no more.
final class UnknownSettings {

    /// Those of [PilotSettings], which a test holds.
    static final List<String> KEYS = List.of(
            "lateen.pilot.home",
            "lateen.pilot.bind-address",
            "lateen.pilot.api-bind-address",
            "lateen.pilot.push-port",
            "lateen.pilot.api-port",
            "lateen.pilot.monitoring-port",
            "lateen.pilot.config-directory",
            "lateen.pilot.token",
            "lateen.pilot.rescan",
            "lateen.pilot.debounce.quiet",
            "lateen.pilot.debounce.most");

    private static final String ROOT = "lateen.";
    private static final String PREFIX = "lateen.pilot.";

    private UnknownSettings() {}

    /// @param given keys of the configuration; a variable may show among them as a key, too
    /// @param variables names in the environment
    static Set<String> of(Collection<String> given, Set<String> variables) {
        var known = KEYS.stream().map(UnknownSettings::asVariable).collect(Collectors.toSet());
        var unmatched = variables.stream().filter(name -> name.startsWith(asVariable(PREFIX)) && !known.contains(name));
        // The command's own variables, such as LATEEN_HOME, are not for pilot.
        var elsewhere = given.stream()
                .filter(key -> key.startsWith(ROOT) && !key.startsWith(PREFIX))
                .filter(key -> !variables.contains(asVariable(key)));
        return Stream.concat(elsewhere, unmatched).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String asVariable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
