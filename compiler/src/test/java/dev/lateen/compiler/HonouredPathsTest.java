package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lateen.api.meta.Kind;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every field of every record is honoured or warned about: there is no third way.
class HonouredPathsTest {

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyHonouredPathIsAFieldOfTheKind(Kind kind) {
        assertThat(Fields.of(kind)).containsAll(HonouredPaths.of(kind).patterns());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyFieldIsHonouredOrWarnedAbout(Kind kind) {
        assumeTrue(UnhonouredKinds.consequence(kind).isEmpty(), "one warning for the kind as a whole");
        var honoured = HonouredPaths.of(kind);
        var patterns = honoured.patterns();
        for (var field : Fields.of(kind)) {
            var warned = honoured.notHonoured(FieldDocument.of(field));

            if (patterns.contains(field)) {
                assertThat(warned).as(field).isEmpty();
            } else {
                assertThat(warned).as(field).hasSize(1);
                assertThat(field).startsWith(INDEX.matcher(warned.getFirst()).replaceAll("[]"));
            }
        }
    }

    /// A new field of a record makes this fail, so that somebody decides about it.
    @ParameterizedTest(name = "{0}: {1} of {2} fields")
    @CsvSource({
        "GATEWAY, 25, 28",
        "VIRTUAL_SERVICE, 115, 118",
        "DESTINATION_RULE, 241, 271",
        "SERVICE_ENTRY, 15, 18",
        "WORKLOAD_ENTRY, 5, 7",
        "SERVICE, 21, 25",
        "SIDECAR, 40, 72",
        "NAMESPACE, 1, 1",
        "SECRET, 4, 4"
    })
    void theNumberOfHonouredFieldsIsKnown(Kind kind, int honoured, int all) {
        assertThat(HonouredPaths.of(kind).patterns().size() + " of "
                        + Fields.of(kind).size())
                .isEqualTo(honoured + " of " + all);
    }
}
