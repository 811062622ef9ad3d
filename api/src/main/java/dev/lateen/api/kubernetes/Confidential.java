package dev.lateen.api.kubernetes;

/// A text that nobody may see by accident: it does not show in `toString`, and no message about it quotes it.
public final class Confidential {

    /// What stands for it wherever it would show.
    public static final String HIDDEN = "(hidden)";

    /// The same where base64 is expected: clients that know Kubernetes' types decode it.
    public static final String HIDDEN_BASE64 = "KGhpZGRlbik=";

    private final String value;

    public Confidential(String value) {
        this.value = value;
    }

    /// For whoever uses it; never for a log, a message or an answer.
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Confidential that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
