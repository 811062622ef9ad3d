package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a listener terminates TLS. It names secrets and never holds one: they travel apart from snapshots.
///
/// @param mode whether the client has to show a certificate
/// @param secrets names of the secrets with certificate chain and key, at least one; several for several key types
/// @param caSecret name of the secret with the authorities of client certificates; null with [Mode#SIMPLE]
/// @param minVersion as the JDK names it (`TLSv1.2`); null means the default of Istio, TLSv1.2
/// @param maxVersion null means the newest
/// @param cipherSuites by OpenSSL's names, as Istio takes them; empty means the default
/// @param subjectAltNames what the client's certificate has to be for, at least one of them; empty means anything
/// @param spki SHA-256 of the client's public key, base64; empty means anything
/// @param hashes SHA-256 of the client's certificate, hex; empty means anything
public record DownstreamTls(
        Mode mode,
        List<String> secrets,
        @Nullable String caSecret,
        @Nullable String minVersion,
        @Nullable String maxVersion,
        List<String> cipherSuites,
        List<String> subjectAltNames,
        List<String> spki,
        List<String> hashes) {

    public enum Mode {
        SIMPLE,
        MUTUAL,
        OPTIONAL_MUTUAL
    }

    public DownstreamTls {
        secrets = List.copyOf(secrets);
        cipherSuites = List.copyOf(cipherSuites);
        subjectAltNames = List.copyOf(subjectAltNames);
        spki = List.copyOf(spki);
        hashes = List.copyOf(hashes);
    }
}
