package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the endpoints of a cluster are spoken to over TLS. It names secrets and never holds one.
///
/// @param sni name to ask for; null asks for the authority of the request
/// @param subjectAltNames what the server's certificate has to be for, at least one of them; empty means the name asked
///     for
/// @param caSecret name of the secret with the authorities of server certificates; null means those that the system
///     trusts
/// @param clientSecret name of the secret with the certificate and key to show; null shows none
/// @param insecureSkipVerify whether any certificate will do
public record UpstreamTls(
        @Nullable String sni,
        List<String> subjectAltNames,
        @Nullable String caSecret,
        @Nullable String clientSecret,
        boolean insecureSkipVerify) {

    public UpstreamTls {
        subjectAltNames = List.copyOf(subjectAltNames);
    }
}
