package dev.lateen.proxy.admin;

/// An answer of an admin port.
record AdminAnswer(int status, String contentType, String body) {

    static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    static AdminAnswer text(int status, String body) {
        return new AdminAnswer(status, "text/plain; charset=utf-8", body.endsWith("\n") ? body : body + "\n");
    }

    static AdminAnswer json(String body) {
        return new AdminAnswer(200, "application/json", body + "\n");
    }
}
