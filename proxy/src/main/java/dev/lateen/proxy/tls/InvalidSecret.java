package dev.lateen.proxy.tls;

/// A secret that cannot be used. The message is for users and never holds a piece of the secret.
final class InvalidSecret extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidSecret(String message) {
        super(message);
    }
}
