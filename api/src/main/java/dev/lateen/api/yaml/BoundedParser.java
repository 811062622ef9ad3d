package dev.lateen.api.yaml;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// The events of a text, up to the first that asks for more than reading a document may cost. Composing is recursive
/// and keeps every value, so that depth, values, their length and aliases are counted before it sees them.
final class BoundedParser implements Parser {

    private final Parser parser;
    private int depth;
    private int values;
    private int aliases;
    private int longest;

    BoundedParser(LoadSettings settings, String text) {
        this.parser = new ParserImpl(settings, new StreamReader(settings, text));
    }

    @Override
    public boolean checkEvent(Event.ID id) {
        return parser.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    /// @throws YamlLimitException when the document is too deep or too large
    @Override
    public Event next() {
        Event event = parser.next();
        switch (event.getEventId()) {
            case MappingStart, SequenceStart -> {
                depth++;
                values++;
            }
            case MappingEnd, SequenceEnd -> depth--;
            case Scalar -> {
                values++;
                longest = Math.max(longest, ((ScalarEvent) event).getValue().length());
            }
            case Alias -> aliases++;
            case DocumentStart -> {
                depth = 0;
                values = 0;
                aliases = 0;
                longest = 0;
            }
            default -> {}
        }
        String limit = limit();
        if (limit != null) {
            throw new YamlLimitException(
                    limit, event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
        }
        return event;
    }

    private @Nullable String limit() {
        if (depth > ResourceReader.MAX_DEPTH) {
            return "nested deeper than " + ResourceReader.MAX_DEPTH + " levels";
        }
        if (values > ResourceReader.MAX_DOCUMENT_VALUES) {
            return String.format(Locale.ROOT, "more than %d values in a document", ResourceReader.MAX_DOCUMENT_VALUES);
        }
        if (longest > ResourceReader.MAX_VALUE_LENGTH) {
            return String.format(
                    Locale.ROOT,
                    "a value of %d characters (expected: at most %d)",
                    longest,
                    ResourceReader.MAX_VALUE_LENGTH);
        }
        return aliases > ResourceReader.MAX_ALIASES ? "more than " + ResourceReader.MAX_ALIASES + " aliases" : null;
    }
}
