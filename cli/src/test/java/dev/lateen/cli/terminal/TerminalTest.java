package dev.lateen.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TerminalTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        var table = new Table("NAME", "AGE").row("httpbin", "5s").row("x", "");

        assertThat(table.lines()).containsExactly("NAME      AGE", "httpbin   5s", "x");
    }

    @Test
    void rowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new Table("NAME").row("a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 1 cells");
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "5s,5000", "1.5s,1500", "2m,120000", "0s,0"})
    void durationsReadAsInIstio(String text, long millis) {
        assertThat(new Durations().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "5 s", "1h"})
    void otherDurationsAreRefused(String text) {
        assertThatThrownBy(() -> new Durations().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void jsonBecomesYamlInBlockStyle() {
        JsonNode tree = Documents.read("{\"a\":{\"b\":[1,\"*\",true,null]},\"c\":\"10\"}");

        assertThat(Documents.yaml(tree)).isEqualTo("""
                a:
                  b:
                    - 1
                    - '*'
                    - true
                    - null
                c: '10'""");
    }
}
