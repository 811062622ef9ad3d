package dev.lateen.api.yaml;

/// A text asks for more than reading a resource may cost.
final class YamlLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    YamlLimitException(String message, int line) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
