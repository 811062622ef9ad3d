package dev.lateen.httpbin;

/// A request that asks for what cannot be: answered with 400 and the message.
final class BadInput extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadInput(String what, String value, String expected) {
        super(what + ": \"" + value + "\" (expected: " + expected + ")", null, false, false);
    }
}
