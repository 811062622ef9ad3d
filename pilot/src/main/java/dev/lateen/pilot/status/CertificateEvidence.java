package dev.lateen.pilot.status;

import dev.lateen.api.meta.ResourceKey;
import dev.lateen.compiler.CertificateAppraisal;
import dev.lateen.pilot.status.Condition.Reason;
import dev.lateen.snapshot.secret.Validity;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A certificate that a resource has, or has from a Secret.
///
/// @param secret where it is used from; null when it is the resource's own
/// @param missing why there is none; empty when there is one
/// @param appraisal null when there is none
public record CertificateEvidence(
        @Nullable ResourceKey secret,
        String missing,
        @Nullable CertificateAppraisal appraisal) {

    /// Empty when there is nothing to judge: authorities that are well, or no certificate.
    Optional<Condition> judge(Instant now) {
        if (!missing.isEmpty()) {
            return Optional.of(new Condition(Reason.MISSING, missing));
        }
        if (appraisal == null) {
            return Optional.empty();
        }
        if (!appraisal.faults().isEmpty()) {
            var fault = appraisal.faults().getFirst();
            return Optional.of(condition(Reason.BROKEN, fault.path() + ": " + fault.message()));
        }
        return Optional.ofNullable(appraisal.validity()).map(validity -> judge(validity, now));
    }

    private Condition judge(Validity validity, Instant now) {
        return switch (validity.at(now)) {
            case NOT_YET -> condition(Reason.NOT_YET_VALID, validity.problem(now));
            case OVER -> condition(Reason.EXPIRED, validity.problem(now));
            case ENDS_SOON -> condition(Reason.ENDS_SOON, "the certificate ends at " + validity.end());
            case GOOD -> condition(Reason.VALID, "the certificate is valid until " + validity.end());
        };
    }

    private Condition condition(Reason reason, String message) {
        return new Condition(reason, secret == null ? message : secret + ": " + message);
    }
}
