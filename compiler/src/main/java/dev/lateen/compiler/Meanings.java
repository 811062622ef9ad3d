package dev.lateen.compiler;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;

/// What each field means, in one line, from the table beside this class.
final class Meanings {

    private static final String TABLE = "meanings.properties";

    private final Properties table = new Properties();

    Meanings() {
        try (var file = Meanings.class.getResourceAsStream(TABLE)) {
            if (file == null) {
                throw new IllegalStateException(TABLE + " is missing");
            }
            table.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the table calls a field: `Gateway.Server.bind`.
    static String name(Class<?> record, String field) {
        var nested = record.getName().substring(record.getPackageName().length() + 1);
        return nested.replace('$', '.') + "." + field;
    }

    /// With its default; empty when the table has nothing about it.
    String of(Class<?> record, String field) {
        var entry = table.getProperty(name(record, field), "");
        int bar = entry.indexOf('|');
        return bar < 0 ? entry : entry.substring(0, bar) + " Default: " + entry.substring(bar + 1) + ".";
    }

    /// The fields that the table has.
    Set<String> names() {
        return table.stringPropertyNames();
    }
}
