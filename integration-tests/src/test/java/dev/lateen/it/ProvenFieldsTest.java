package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.lateen.api.meta.Kind;
import dev.lateen.compiler.HonouredPaths;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The index of what is proven over sockets: every field of Istio's networking kinds that is honoured has a test that
/// says so ([Proves]), so that a new one cannot come without.
class ProvenFieldsTest {

    private static final Set<String> CLAIMS = claims();

    private static Set<String> claims() {
        var claims = new TreeSet<String>();
        for (JavaClass found : new ClassFileImporter().importPackages("dev.lateen.it")) {
            Class<?> type = found.reflect();
            var proves = new ArrayList<Proves>();
            proves.add(type.getAnnotation(Proves.class));
            Arrays.stream(type.getDeclaredMethods())
                    .map((Method method) -> method.getAnnotation(Proves.class))
                    .forEach(proves::add);
            proves.stream()
                    .filter(one -> one != null)
                    .flatMap(one -> Arrays.stream(one.value()))
                    .flatMap(ProvenFieldsTest::expand)
                    .forEach(claims::add);
        }
        return claims;
    }

    /// `a.{b,c}.d` to `a.b.d` and `a.c.d`.
    private static Stream<String> expand(String claim) {
        int open = claim.indexOf('{');
        if (open < 0) {
            return Stream.of(claim);
        }
        int close = claim.indexOf('}', open);
        return Arrays.stream(claim.substring(open + 1, close).split(","))
                .flatMap(part -> expand(claim.substring(0, open) + part.strip() + claim.substring(close + 1)));
    }

    private static boolean covers(String claim, String field) {
        return field.equals(claim) || field.startsWith(claim + ".") || field.startsWith(claim + "[]");
    }

    private static List<String> fields(Kind kind) {
        return HonouredPaths.of(kind).patterns().stream()
                .map(path -> kind.kindName() + " " + path.replaceFirst("^spec\\.", ""))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"VIRTUAL_SERVICE", "DESTINATION_RULE", "GATEWAY", "SERVICE_ENTRY", "WORKLOAD_ENTRY", "SIDECAR"})
    void everyHonouredFieldIsProvenOverSockets(Kind kind) {
        var fields = fields(kind);
        assertThat(fields).isNotEmpty();
        assertThat(fields.stream().filter(field -> CLAIMS.stream().noneMatch(claim -> covers(claim, field))))
                .isEmpty();
    }

    @Test
    void everyClaimIsAboutAnHonouredField() {
        var fields = Arrays.stream(Kind.values())
                .flatMap(kind -> fields(kind).stream())
                .toList();
        assertThat(CLAIMS.stream().filter(claim -> fields.stream().noneMatch(field -> covers(claim, field))))
                .isEmpty();
    }
}
