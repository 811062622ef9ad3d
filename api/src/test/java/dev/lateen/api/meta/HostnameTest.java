package dev.lateen.api.meta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostnameTest {

    @ParameterizedTest(name = "{0} in prod: {1}")
    @CsvSource({
        "reviews, reviews.prod.svc.cluster.local",
        "Reviews, reviews.prod.svc.cluster.local",
        "reviews.other, reviews.other",
        "reviews.other.svc, reviews.other.svc",
        "Example.COM, example.com",
        "*, *",
        "*.example.com, *.example.com",
        "*-a.example.com, *-a.example.com",
        "10.0.0.1, 10.0.0.1",
        "::1, ::1"
    })
    void onlyANameWithoutADotIsShort(String host, String expected) {
        assertThat(Hostname.resolveShort(host, "prod")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} and {1}: in common {2}, first in second {3}, second in first {4}")
    @CsvSource({
        "a.com, a.com, true, true, true",
        "a.com, b.com, false, false, false",
        "a.com, *, true, true, false",
        "*, *, true, true, true",
        "a.foo.com, *.foo.com, true, true, false",
        "a.b.foo.com, *.foo.com, true, true, false",
        "foo.com, *.foo.com, false, false, false",
        ".foo.com, *.foo.com, false, false, false",
        "afoo.com, *.foo.com, false, false, false",
        "x-foo.com, *-foo.com, true, true, false",
        "-foo.com, *-foo.com, false, false, false",
        "bar.foo.baz, *foo.baz, true, true, false",
        "*.a.foo.com, *.foo.com, true, true, false",
        "*.foo.com, *.bar.com, false, false, false",
        "*.com, *, true, true, false",
        "*foo.com, *.foo.com, true, false, true"
    })
    void aWildcardStandsForSomethingInFront(
            String first, String second, boolean common, boolean narrower, boolean wider) {
        assertThat(Hostname.matches(first, second)).isEqualTo(common);
        assertThat(Hostname.matches(second, first)).isEqualTo(common);
        assertThat(Hostname.subsetOf(first, second)).isEqualTo(narrower);
        assertThat(Hostname.subsetOf(second, first)).isEqualTo(wider);
    }
}
