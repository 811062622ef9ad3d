package dev.lateen.proxy.admin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// `POST /logging?level=debug`: the level of everything below `dev.lateen`, until the process ends.
final class LogLevels {

    private static final Map<String, Level> LEVELS = Map.of(
            "trace", Level.FINER,
            "debug", Level.FINE,
            "info", Level.INFO,
            "warning", Level.WARNING,
            "warn", Level.WARNING,
            "error", Level.SEVERE,
            "off", Level.OFF);

    /// Held, since a logger that nobody holds forgets its level.
    private static final Logger ROOT = Logger.getLogger("dev.lateen");

    private LogLevels() {}

    static AdminAnswer set(Map<String, List<String>> query) {
        var given = query.getOrDefault("level", List.of("")).getFirst().toLowerCase(Locale.ROOT);
        var level = LEVELS.get(given);
        if (level == null) {
            return AdminAnswer.text(
                    400, "level: \"" + given + "\" (expected: trace, debug, info, warning, error or off)");
        }
        ROOT.setLevel(level);
        return AdminAnswer.text(200, "dev.lateen: " + given);
    }
}
