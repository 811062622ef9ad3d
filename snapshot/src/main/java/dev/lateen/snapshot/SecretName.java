package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// What a snapshot calls a secret by, in Istio's notation; it tells where the secret comes from.
public sealed interface SecretName {

    String KUBERNETES = "kubernetes://";
    String CERTIFICATE_FILES = "file-cert:";
    String AUTHORITY_FILES = "file-root:";

    /// `kubernetes://istio-system/httpbin-credential`: a Secret, which pilot sends in an event of its own.
    record Kubernetes(String namespace, String name) implements SecretName {
        @Override
        public String toString() {
            return KUBERNETES + namespace + "/" + name;
        }
    }

    /// `file-cert:/etc/certs/tls.crt~/etc/certs/tls.key`: files that the proxy reads.
    record CertificateFiles(String certificates, String key) implements SecretName {
        @Override
        public String toString() {
            return CERTIFICATE_FILES + certificates + "~" + key;
        }
    }

    /// `file-root:/etc/certs/ca.crt` or `file-root:/etc/certs/ca.crt~/etc/certs/ca.crl`: files that the proxy reads.
    ///
    /// @param revoked file with a list of revoked certificates; null for none
    record AuthorityFiles(String authorities, @Nullable String revoked) implements SecretName {
        @Override
        public String toString() {
            return AUTHORITY_FILES + authorities + (revoked == null ? "" : "~" + revoked);
        }
    }

    /// @throws IllegalArgumentException for anything that is none of the three
    static SecretName parse(String text) {
        if (text.startsWith(KUBERNETES)) {
            var rest = text.substring(KUBERNETES.length());
            int slash = rest.indexOf('/');
            if (slash > 0 && slash < rest.length() - 1) {
                return new Kubernetes(rest.substring(0, slash), rest.substring(slash + 1));
            }
        } else if (text.startsWith(CERTIFICATE_FILES)) {
            var rest = text.substring(CERTIFICATE_FILES.length());
            int tilde = rest.indexOf('~');
            if (tilde > 0 && tilde < rest.length() - 1) {
                return new CertificateFiles(rest.substring(0, tilde), rest.substring(tilde + 1));
            }
        } else if (text.startsWith(AUTHORITY_FILES) && text.length() > AUTHORITY_FILES.length()) {
            var rest = text.substring(AUTHORITY_FILES.length());
            int tilde = rest.indexOf('~');
            return tilde < 0
                    ? new AuthorityFiles(rest, null)
                    : new AuthorityFiles(rest.substring(0, tilde), rest.substring(tilde + 1));
        }
        throw new IllegalArgumentException("secret: \"" + text
                + "\" (expected: kubernetes://namespace/name, file-cert:certificate~key or file-root:authorities)");
    }
}
