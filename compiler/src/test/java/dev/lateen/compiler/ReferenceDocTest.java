package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Kind;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/reference.md` is what the code says.
class ReferenceDocTest {

    private static final Pattern HEADING = Pattern.compile("^##+ (.*)$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(#([^)]*)\\)");

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        new GeneratedPage("reference.md").expect(new Reference().text());
    }

    @Test
    void everyMeaningIsThatOfAField() {
        var names = new TreeSet<String>();
        for (var kind : Kind.values()) {
            collect(kind.specType(), names);
        }

        assertThat(names).containsAll(new Meanings().names());
    }

    @Test
    void everyLinkLeadsToAHeading() {
        var page = new Reference().text();
        var headings = HEADING.matcher(page)
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();

        assertThat(headings).doesNotHaveDuplicates();
        assertThat(headings)
                .containsAll(
                        LINK.matcher(page).results().map(link -> link.group(1)).toList());
    }

    private static void collect(Class<?> record, TreeSet<String> names) {
        for (var component : record.getRecordComponents()) {
            names.add(Meanings.name(record, component.getName()));
            var element = Fields.element(component.getGenericType());
            if (element.isRecord()) {
                collect(element, names);
            }
        }
    }
}
