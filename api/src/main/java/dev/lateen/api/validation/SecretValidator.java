package dev.lateen.api.validation;

import dev.lateen.api.kubernetes.Confidential;
import dev.lateen.api.kubernetes.Secret;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The rules of a Secret. No message shows a value.
final class SecretValidator {

    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
    private static final int LARGEST = 1024 * 1024;

    private final Findings findings;

    SecretValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(Secret secret) {
        long size = 0;
        for (Map.Entry<String, Confidential> entry : secret.data().entrySet()) {
            key("data", entry.getKey());
            size += base64(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, Confidential> entry : secret.stringData().entrySet()) {
            key("stringData", entry.getKey());
            size += entry.getValue().value().length();
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

    private void key(String field, String key) {
        if (!KEY.matcher(key).matches() || key.equals(".") || key.startsWith("..")) {
            findings.bad(field + "." + key, key, "letters, digits, '-', '_' and '.', at most 253");
        }
    }

    private int base64(String key, Confidential encoded) {
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
