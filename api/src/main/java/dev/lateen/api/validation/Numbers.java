package dev.lateen.api.validation;

import org.jspecify.annotations.Nullable;

/// Ranges of numbers; an absent number is fine.
final class Numbers {

    private Numbers() {}

    static void notNegative(Findings findings, String path, @Nullable Number number) {
        if (number != null && number.longValue() < 0) {
            findings.bad(path, number, "0 or more");
        }
    }

    static void percent(Findings findings, String path, @Nullable Integer number) {
        if (number != null && (number < 0 || number > 100)) {
            findings.bad(path, number, "0..100");
        }
    }
}
