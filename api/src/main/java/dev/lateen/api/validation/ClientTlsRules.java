package dev.lateen.api.validation;

import dev.lateen.api.networking.DestinationRule.ClientTLSSettings;
import dev.lateen.api.networking.DestinationRule.ClientTLSSettings.TLSmode;

/// `tls` of a DestinationRule: certificates come from files or from a Secret, not from both.
final class ClientTlsRules {

    private ClientTlsRules() {}

    static void check(Findings findings, String path, ClientTLSSettings tls) {
        boolean secret = !Findings.isBlank(tls.credentialName());
        boolean files = !Findings.isBlank(tls.clientCertificate())
                || !Findings.isBlank(tls.privateKey())
                || !Findings.isBlank(tls.caCertificates());
        if (secret && files) {
            findings.exclusive(path, "credentialName", "clientCertificate, privateKey, caCertificates");
        }
        if (tls.mode() == TLSmode.MUTUAL && !secret) {
            if (Findings.isBlank(tls.clientCertificate())) {
                findings.missing(path + ".clientCertificate", "a file, or credentialName, in mode MUTUAL");
            }
            if (Findings.isBlank(tls.privateKey())) {
                findings.missing(path + ".privateKey", "a file, or credentialName, in mode MUTUAL");
            }
        }
        if (Boolean.TRUE.equals(tls.insecureSkipVerify())) {
            skipVerify(findings, path, tls, secret);
        }
    }

    private static void skipVerify(Findings findings, String path, ClientTLSSettings tls, boolean secret) {
        if (!Findings.isBlank(tls.caCertificates())) {
            findings.exclusive(path, "insecureSkipVerify", "caCertificates");
        }
        // In mode SIMPLE a Secret holds nothing but the authority to verify with.
        if (secret && tls.mode() == TLSmode.SIMPLE) {
            findings.exclusive(path, "insecureSkipVerify", "credentialName in mode SIMPLE");
        }
        if (!tls.subjectAltNames().isEmpty()) {
            findings.exclusive(path, "insecureSkipVerify", "subjectAltNames");
        }
    }
}
