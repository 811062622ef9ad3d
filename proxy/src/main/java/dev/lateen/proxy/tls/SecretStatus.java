package dev.lateen.proxy.tls;

import dev.lateen.snapshot.secret.Validity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What may be shown of a secret.
///
/// @param type `Cert Chain` or `CA`, as `istioctl proxy-config secret` has it
/// @param serial of the certificate, or of the first authority, in hex; empty when there is none
/// @param validity of the same; null when there is none
/// @param problem why the newest content is not in force, or why there is none; empty when all is well
public record SecretStatus(
        String name, String type, String serial, @Nullable Validity validity, String problem) {

    /// Whether its certificate is in use and ends soon, or has ended.
    public boolean endsSoon(Instant now) {
        return validity != null
                && switch (validity.at(now)) {
                    case ENDS_SOON, OVER -> true;
                    case NOT_YET, GOOD -> false;
                };
    }
}
