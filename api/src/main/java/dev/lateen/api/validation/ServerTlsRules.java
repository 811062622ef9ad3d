package dev.lateen.api.validation;

import dev.lateen.api.networking.Gateway.ServerTLSSettings;
import dev.lateen.api.networking.Gateway.TLSCertificate;
import dev.lateen.api.networking.Gateway.TLSProtocol;
import dev.lateen.api.networking.Gateway.TLSmode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `tls` of a Gateway's server: where the certificates come from, and what the mode needs.
final class ServerTlsRules {

    private static final Set<String> CIPHERS = Set.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305",
            "ECDHE-ECDSA-AES128-SHA",
            "ECDHE-RSA-AES128-SHA",
            "ECDHE-ECDSA-AES256-SHA",
            "ECDHE-RSA-AES256-SHA",
            "ECDHE-PSK-AES128-CBC-SHA",
            "ECDHE-PSK-AES256-CBC-SHA",
            "PSK-AES128-CBC-SHA",
            "PSK-AES256-CBC-SHA",
            "AES128-GCM-SHA256",
            "AES256-GCM-SHA384",
            "AES128-SHA",
            "AES256-SHA",
            "DES-CBC3-SHA");

    private ServerTlsRules() {}

    static boolean hasCertificates(ServerTLSSettings tls) {
        return !Findings.isBlank(tls.serverCertificate())
                || !Findings.isBlank(tls.privateKey())
                || !Findings.isBlank(tls.caCertificates())
                || !Findings.isBlank(tls.credentialName())
                || !tls.credentialNames().isEmpty()
                || !tls.tlsCertificates().isEmpty();
    }

    static void check(Findings findings, String path, ServerTLSSettings tls) {
        ciphers(findings, path, tls);
        TLSmode mode = tls.mode() == null ? TLSmode.PASSTHROUGH : tls.mode();
        switch (mode) {
            case ISTIO_MUTUAL -> {
                if (hasCertificates(tls)) {
                    findings.error(path, "certificates in mode ISTIO_MUTUAL (expected: none, the mesh issues them)");
                }
            }
            case PASSTHROUGH, AUTO_PASSTHROUGH -> {
                if (hasCertificates(tls)) {
                    findings.warning(path, "certificates in mode " + mode + " are not used");
                }
            }
            case SIMPLE, MUTUAL, OPTIONAL_MUTUAL -> terminating(findings, path, tls, mode);
        }
    }

    private static void terminating(Findings findings, String path, ServerTLSSettings tls, TLSmode mode) {
        List<String> sources = sources(tls);
        if (sources.size() > 1) {
            findings.error(path, String.join(" and ", sources) + " (expected: one source of certificates)");
        }
        if (tls.tlsCertificates().size() > 2) {
            findings.warning(
                    path + ".tlsCertificates", tls.tlsCertificates().size() + " certificates (expected: at most 2)");
        }
        boolean secret = !Findings.isBlank(tls.credentialName())
                || !tls.credentialNames().isEmpty();
        crl(findings, path, tls, secret, mode);
        if (secret) {
            return;
        }
        if (tls.tlsCertificates().isEmpty()) {
            pair(findings, path, tls.serverCertificate(), tls.privateKey());
        }
        for (int i = 0; i < tls.tlsCertificates().size(); i++) {
            TLSCertificate one = tls.tlsCertificates().get(i);
            pair(findings, path + ".tlsCertificates[" + i + "]", one.serverCertificate(), one.privateKey());
        }
        if (mode != TLSmode.SIMPLE
                && Findings.isBlank(tls.caCertificates())
                && Findings.isBlank(tls.caCertCredentialName())) {
            findings.missing(path + ".caCertificates", "the authority of the clients, in mode " + mode);
        }
    }

    private static List<String> sources(ServerTLSSettings tls) {
        List<String> sources = new ArrayList<>();
        if (!Findings.isBlank(tls.credentialName())) {
            sources.add("credentialName");
        }
        if (!tls.credentialNames().isEmpty()) {
            sources.add("credentialNames");
        }
        if (!Findings.isBlank(tls.serverCertificate()) && !Findings.isBlank(tls.privateKey())) {
            sources.add("serverCertificate");
        }
        if (!tls.tlsCertificates().isEmpty()) {
            sources.add("tlsCertificates");
        }
        return sources;
    }

    private static void pair(Findings findings, String path, @Nullable String certificate, @Nullable String key) {
        if (Findings.isBlank(certificate)) {
            findings.missing(path + ".serverCertificate", "a certificate, to end TLS here");
        }
        if (Findings.isBlank(key)) {
            findings.missing(path + ".privateKey", "the key of the certificate, to end TLS here");
        }
    }

    private static void crl(Findings findings, String path, ServerTLSSettings tls, boolean secret, TLSmode mode) {
        if (Findings.isBlank(tls.caCrl())) {
            return;
        }
        if (secret) {
            findings.exclusive(path, "caCrl", "credentialName");
        }
        if (mode == TLSmode.SIMPLE) {
            findings.error(path + ".caCrl", "a revocation list in mode SIMPLE (expected: MUTUAL or OPTIONAL_MUTUAL)");
        }
    }

    private static void ciphers(Findings findings, String path, ServerTLSSettings tls) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < tls.cipherSuites().size(); i++) {
            String suite = tls.cipherSuites().get(i);
            String at = path + ".cipherSuites[" + i + "]";
            if (!isCipher(suite)) {
                findings.warning(at, Findings.show(suite) + " is unknown and left out");
            } else if (!seen.add(suite)) {
                findings.warning(at, Findings.show(suite) + " is given twice");
            }
        }
        boolean old =
                tls.minProtocolVersion() == TLSProtocol.TLSV1_0 || tls.minProtocolVersion() == TLSProtocol.TLSV1_1;
        if (old && tls.cipherSuites().isEmpty()) {
            findings.warning(
                    path + ".minProtocolVersion",
                    tls.minProtocolVersion() + " needs cipherSuites, the default ones begin at TLSV1_2");
        }
    }

    /// One suite, or several of equal rank: `[A|B]`.
    private static boolean isCipher(String suite) {
        if (!suite.startsWith("[") || !suite.endsWith("]")) {
            return CIPHERS.contains(suite);
        }
        for (String one : suite.substring(1, suite.length() - 1).split("\\|", -1)) {
            if (!CIPHERS.contains(one)) {
                return false;
            }
        }
        return true;
    }
}
