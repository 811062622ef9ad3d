package dev.lateen.api.validation;

import dev.lateen.api.kubernetes.Confidential;
import dev.lateen.api.kubernetes.Secret;
import java.util.List;
import java.util.Map;

/// The rules of a Secret. No message shows a value.
final class SecretValidator {

    /// An answer of the API, changed and sent back, must not become the Secret.
    private static final String SHOWN_INSTEAD =
            Confidential.HIDDEN + " is what is shown in place of a value (expected: the value, or a patch without it)";

    private static final int LARGEST = 1024 * 1024;

    private final Findings findings;

    SecretValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(Secret secret) {
        DataKeys.check(findings, "data", secret.data().keySet());
        DataKeys.check(findings, "stringData", secret.stringData().keySet());
        long size = 0;
        for (Map.Entry<String, Confidential> entry : secret.data().entrySet()) {
            size += base64(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, Confidential> entry : secret.stringData().entrySet()) {
            size += entry.getValue().value().length();
            if (entry.getValue().value().equals(Confidential.HIDDEN)) {
                findings.error("stringData." + entry.getKey(), SHOWN_INSTEAD);
            }
        }
        if (size > LARGEST) {
            findings.error("data", size + " bytes in all (expected: at most " + LARGEST + ")");
        }
        if (Secret.TLS.equals(secret.type())) {
            for (String key : List.of("tls.crt", "tls.key")) {
                if (!secret.data().containsKey(key) && !secret.stringData().containsKey(key)) {
                    findings.missing("data." + key, "there in a Secret of type " + Secret.TLS);
                }
            }
        }
    }

    private int base64(String key, Confidential encoded) {
        if (encoded.value().equals(Confidential.HIDDEN) || encoded.value().equals(Confidential.HIDDEN_BASE64)) {
            findings.error("data." + key, SHOWN_INSTEAD);
            return 0;
        }
        try {
            return Secret.decode(encoded.value()).length;
        } catch (IllegalArgumentException e) {
            findings.error(
                    "data." + key,
                    Confidential.HIDDEN + " is not base64 (expected: base64, or the text in stringData)");
            return 0;
        }
    }
}
