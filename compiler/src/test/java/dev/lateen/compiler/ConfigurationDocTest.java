package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/configuration.md` has every key of every program, with its default: its tables are made of the sources, the
/// rest is written by hand.
class ConfigurationDocTest {

    private static final GeneratedPage PAGE = new GeneratedPage("configuration.md");
    private static final Pattern TABLE =
            Pattern.compile("(<!-- keys: (\\S+) -->\n).*?(<!-- end -->\n)", Pattern.DOTALL);
    private static final Pattern MENTION = Pattern.compile("`((?:lateen|httpbin)\\.[a-z][a-z0-9.-]*)`");

    @Test
    void theTablesAreThoseOfTheSources() throws IOException {
        var programs = ConfigurationKeys.all();
        var page = TABLE.matcher(PAGE.read())
                .replaceAll(match ->
                        Matcher.quoteReplacement(match.group(1) + table(programs, match.group(2)) + match.group(3)));

        PAGE.expect(page);
    }

    @Test
    void everyProgramHasItsTable() throws IOException {
        var tables = TABLE.matcher(PAGE.read())
                .results()
                .map(table -> table.group(2))
                .toList();

        assertThat(tables)
                .containsExactlyInAnyOrderElementsOf(ConfigurationKeys.all().stream()
                        .map(ConfigurationKeys::prefix)
                        .toList());
    }

    @Test
    void everyKeySaysWhatItIs() throws IOException {
        for (var program : ConfigurationKeys.all()) {
            assertThat(program.keys())
                    .as(program.type())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(key.meaning()).as(key.name()).isNotEmpty());
        }
    }

    @Test
    void everyKeyThatAnyPageMentionsIsThere() throws IOException {
        var known = new TreeSet<String>();
        ConfigurationKeys.all()
                .forEach(program -> program.keys().forEach(key -> {
                    for (var name = key.name(); name.contains("."); name = name.substring(0, name.lastIndexOf('.'))) {
                        known.add(name);
                    }
                }));
        var mentioned = MENTION.matcher(PAGE.read())
                .results()
                .map(mention -> mention.group(1))
                .toList();

        assertThat(known).containsAll(mentioned);
    }

    private static String table(List<ConfigurationKeys> programs, String prefix) {
        var rows = new StringBuilder(
                "\n| key and environment variable | value | default | meaning |\n|---|---|---|---|\n");
        programs.stream()
                .filter(program -> program.prefix().equals(prefix))
                .flatMap(program -> program.keys().stream())
                .forEach(key -> rows.append("| `%s`<br>`%s` | %s | %s | %s |\n"
                        .formatted(key.name(), key.environment(), key.type(), standard(key), key.meaning())));
        return rows.append('\n').toString();
    }

    private static String standard(ConfigurationKeys.Key key) {
        var standard = key.standard();
        if (standard == null) {
            return "–";
        }
        return switch (key.type()) {
            case "duration" -> readable(duration(standard));
            case "whole number" -> standard + (key.meaning().startsWith("Bytes") ? " bytes" : "");
            case "number", "port" -> standard;
            default -> "`" + standard + "`";
        };
    }

    // SmallRye's notation: what is not ISO 8601 begins with a digit and gets its `PT`.
    private static Duration duration(String text) {
        return Duration.parse(Character.isDigit(text.charAt(0)) ? "PT" + text : text);
    }

    private static String readable(Duration duration) {
        if (duration.isZero()) {
            return "0 s";
        }
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + " ms";
        }
        return duration.toSeconds() % 3600 == 0 ? duration.toHours() + " h" : duration.toSeconds() + " s";
    }
}
