package dev.lateen.testkit;

import java.io.IOException;

/// The peer sent something that HTTP/1.1 does not allow.
public final class ProtocolViolation extends IOException {

    private static final long serialVersionUID = 1L;

    ProtocolViolation(String message) {
        super(message);
    }
}
