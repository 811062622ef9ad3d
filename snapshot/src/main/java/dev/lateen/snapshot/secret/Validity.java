package dev.lateen.snapshot.secret;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/// From when to when a certificate is good.
public record Validity(Instant begin, Instant end) {

    /// How long before its end a certificate is warned about.
    public static final Duration NOTICE = Duration.ofDays(30);

    /// Where a moment lies.
    public enum Standing {
        NOT_YET,
        GOOD,
        /// Good, but not for longer than [#NOTICE].
        ENDS_SOON,
        OVER
    }

    public static Validity of(X509Certificate certificate) {
        return new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    public Standing at(Instant now) {
        if (now.isBefore(begin)) {
            return Standing.NOT_YET;
        }
        if (now.isAfter(end)) {
            return Standing.OVER;
        }
        return now.plus(NOTICE).isAfter(end) ? Standing.ENDS_SOON : Standing.GOOD;
    }

    /// Why a certificate is of no use at a moment, in words; empty when it is.
    public String problem(Instant now) {
        return switch (at(now)) {
            case NOT_YET -> "the certificate begins at " + begin + " (expected: one that is valid now)";
            case OVER -> "the certificate ended at " + end + " (expected: one that is valid now)";
            case GOOD, ENDS_SOON -> "";
        };
    }
}
