package dev.lateen.api.yaml;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// What can be told of a text before anything is built of it. Composing is recursive and keeps every value, parsing
/// does neither: depth, values and aliases are counted first.
///
/// @param documents how many can be composed without danger, from the beginning
/// @param line of what ends the readable part, 0 when unknown
/// @param reason why not all can be read; null when they can
record Shape(int documents, int line, @Nullable String reason) {

    static Shape of(LoadSettings settings, String text) {
        int whole = 0;
        int depth = 0;
        int values = 0;
        int aliases = 0;
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                switch (event.getEventId()) {
                    case MappingStart, SequenceStart -> {
                        depth++;
                        values++;
                    }
                    case MappingEnd, SequenceEnd -> depth--;
                    case Scalar -> values++;
                    case Alias -> aliases++;
                    case DocumentEnd -> {
                        whole++;
                        values = 0;
                        aliases = 0;
                    }
                    default -> {}
                }
                String limit = limit(depth, values, aliases);
                if (limit != null) {
                    return new Shape(whole, line(event), limit);
                }
            }
        } catch (YamlEngineException e) {
            return new Shape(whole, line(e), reason(e));
        }
        return new Shape(whole, 0, null);
    }

    static int line(YamlEngineException e) {
        return e instanceof MarkedYamlEngineException marked
                ? marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0)
                : 0;
    }

    static String reason(YamlEngineException e) {
        String problem = e instanceof MarkedYamlEngineException marked ? marked.getProblem() : e.getMessage();
        return "not YAML: " + String.valueOf(problem).lines().findFirst().orElse("unreadable");
    }

    private static @Nullable String limit(int depth, int values, int aliases) {
        if (depth > ResourceReader.MAX_DEPTH) {
            return "nested deeper than " + ResourceReader.MAX_DEPTH + " levels";
        }
        if (values > ResourceReader.MAX_DOCUMENT_VALUES) {
            return String.format(Locale.ROOT, "more than %d values in a document", ResourceReader.MAX_DOCUMENT_VALUES);
        }
        return aliases > ResourceReader.MAX_ALIASES ? "more than " + ResourceReader.MAX_ALIASES + " aliases" : null;
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
