package dev.lateen.pilot.http;

/// Pilot cannot start; the message says why in words for the user: the configuration key, its value, what was
/// expected.
public final class PilotStartException extends Exception {

    private static final long serialVersionUID = 1;

    public PilotStartException(String message) {
        super(message);
    }
}
