package dev.lateen.proxy.tls;

import java.time.Duration;
import java.time.Instant;

/// What may be shown of a secret.
///
/// @param type `Cert Chain` or `CA`, as `istioctl proxy-config secret` has it
/// @param serial of the certificate, or of the first authority, in hex; empty when there is none
/// @param problem why the newest content is not in force, or why there is none; empty when all is well
public record SecretStatus(
        String name, String type, boolean active, String serial, Instant notBefore, Instant notAfter, String problem) {

    /// How long before its end a certificate is warned about.
    public static final Duration NOTICE = Duration.ofDays(30);

    public boolean endsSoon(Instant now) {
        return active && now.plus(NOTICE).isAfter(notAfter);
    }
}
