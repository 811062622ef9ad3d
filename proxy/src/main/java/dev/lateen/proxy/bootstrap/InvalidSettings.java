package dev.lateen.proxy.bootstrap;

import java.util.List;

/// Configuration that a proxy cannot start with: every violation, a line each.
public final class InvalidSettings extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidSettings(List<String> violations) {
        super(String.join("\n", violations));
    }
}
