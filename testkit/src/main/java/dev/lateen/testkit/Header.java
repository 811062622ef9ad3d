package dev.lateen.testkit;

import java.util.List;
import java.util.Optional;

/// A header line, its name in the case in which it was sent.
public record Header(String name, String value) {

    /// Parses `name: value`.
    public static Header of(String line) {
        int colon = line.indexOf(':', 1);
        if (colon < 0) {
            throw new IllegalArgumentException("header: \"" + line + "\" (expected: name: value)");
        }
        return new Header(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    static Optional<String> first(List<Header> headers, String name) {
        return all(headers, name).stream().findFirst();
    }

    static List<String> all(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    @Override
    public String toString() {
        return name + ": " + value;
    }
}
