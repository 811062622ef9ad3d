package dev.lateen.compiler;

import dev.lateen.api.kubernetes.Secret;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Violation;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What is to be said of the certificates in Secrets at a moment: that they end soon, have ended, or are none. Apart
/// from the compiler, whose outcome does not depend on the time.
public final class CertificateFindings {

    private static final Duration NOTICE = Duration.ofDays(30);

    private CertificateFindings() {}

    public static List<Violation> of(Resource<?> resource, Instant now) {
        if (!(resource.spec() instanceof Secret secret)) {
            return List.of();
        }
        for (var key : List.of("tls.crt", "cert")) {
            var bytes = secret.bytes(key);
            if (bytes.isPresent()) {
                var problem = problem(bytes.get(), now);
                return problem.isEmpty() ? List.of() : List.of(Violation.warning(resource, "data." + key, problem));
            }
        }
        return List.of();
    }

    private static String problem(byte[] pem, Instant now) {
        try {
            var first = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            return first instanceof X509Certificate certificate ? validity(certificate, now) : "no X.509 certificate";
        } catch (CertificateException e) {
            return "no certificate (expected: PEM with BEGIN CERTIFICATE); proxies refuse it (IST0161)";
        }
    }

    private static String validity(X509Certificate certificate, Instant now) {
        var end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return "the certificate ended at " + end
                    + " (expected: one that is valid now); proxies refuse it (IST0161)";
        }
        if (now.plus(NOTICE).isAfter(end)) {
            return "the certificate ends at " + end + ", in "
                    + Duration.between(now, end).toDays() + " days (expected: a new one in time)";
        }
        return "";
    }
}
