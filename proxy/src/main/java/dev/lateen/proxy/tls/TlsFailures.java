package dev.lateen.proxy.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/// Why a handshake failed, in words.
public final class TlsFailures {

    private static final int DEEPEST = 12;

    private TlsFailures() {}

    /// What was wrong with a certificate says more than what the protocol made of it.
    public static String reason(@Nullable Throwable failure) {
        var reason = failure == null ? "no reason given" : String.valueOf(failure.getMessage());
        var cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
                reason = "certificate verify failed: " + cause.getMessage();
            }
            cause = cause.getCause();
        }
        return reason.replace('\n', ' ').replace('\r', ' ');
    }
}
