package dev.lateen.snapshot.secret;

/// A secret that cannot be used. The message is for users and never holds a piece of the secret.
public final class InvalidSecret extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidSecret(String message) {
        super(message);
    }
}
