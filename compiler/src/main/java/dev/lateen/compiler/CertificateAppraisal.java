package dev.lateen.compiler;

import dev.lateen.api.kubernetes.Secret;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.Credentials.Piece;
import dev.lateen.snapshot.secret.Identity;
import dev.lateen.snapshot.secret.InvalidSecret;
import dev.lateen.snapshot.secret.Pem;
import dev.lateen.snapshot.secret.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the certificates and keys in a resource are good for, judged as proxies judge them, so that a fault is told
/// with
/// its place before a proxy refuses it. To be made once for each version of a resource, since trying a key takes time;
/// apart from the compiler, whose outcome does not depend on the time.
///
/// @param faults what proxies refuse it for
/// @param path where its own certificate stands; empty when there is none that can be read
/// @param validity of that certificate
public record CertificateAppraisal(
        Resource<?> resource,
        List<Violation> faults,
        String path,
        @Nullable Validity validity) {

    private static final String CONSEQUENCE = "; proxies refuse it (IST0161)";

    public CertificateAppraisal {
        faults = List.copyOf(faults);
    }

    /// Of a resource that is no Secret there is nothing to say.
    public static CertificateAppraisal of(Resource<?> resource) {
        var faults = new Faults(resource, new ArrayList<>());
        if (!(resource.spec() instanceof Secret secret)) {
            return new CertificateAppraisal(resource, List.of(), "", null);
        }
        var authorities = Credentials.authorities(secret);
        if (authorities != null) {
            faults.check(authorities, () -> Pem.certificates(authorities.text()));
            var revoked = Credentials.revoked(secret);
            if (revoked != null) {
                faults.check(revoked, () -> Pem.revoked(revoked.text()));
            }
        }
        var certificates = Credentials.certificates(secret);
        var chain =
                certificates == null ? null : faults.check(certificates, () -> Pem.certificates(certificates.text()));
        if (certificates == null || chain == null) {
            return new CertificateAppraisal(resource, faults.found, "", null);
        }
        var key = Credentials.key(secret);
        if (key != null) {
            faults.check(key, () -> Identity.of(chain, Pem.key(key.text())));
        }
        return new CertificateAppraisal(resource, faults.found, certificates.path(), Validity.of(chain.getFirst()));
    }

    /// The faults, and that the certificate ends soon or is not valid.
    public List<Violation> findings(Instant now) {
        var all = new ArrayList<>(faults);
        if (validity != null) {
            switch (validity.at(now)) {
                case NOT_YET, OVER -> all.add(Violation.warning(resource, path, validity.problem(now) + CONSEQUENCE));
                case ENDS_SOON ->
                    all.add(Violation.warning(
                            resource,
                            path,
                            "the certificate ends at " + validity.end() + ", in "
                                    + Duration.between(now, validity.end()).toDays()
                                    + " days (expected: a new one in time)"));
                case GOOD -> {}
            }
        }
        return all;
    }

    private record Faults(Resource<?> resource, List<Violation> found) {

        interface Reading<T> {
            T read() throws InvalidSecret;
        }

        /// Null when it cannot be read, which is a fault then.
        <T> @Nullable T check(Piece piece, Reading<T> reading) {
            try {
                return reading.read();
            } catch (InvalidSecret e) {
                found.add(Violation.warning(resource, piece.path(), e.getMessage() + CONSEQUENCE));
                return null;
            }
        }
    }
}
