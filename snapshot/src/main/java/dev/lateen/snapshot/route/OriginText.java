package dev.lateen.snapshot.route;

import dev.lateen.snapshot.Origin;

/// An origin in words: `VirtualService default/httpbin httpbin.yaml:12`.
final class OriginText {

    private OriginText() {}

    static String of(Origin origin) {
        var text = new StringBuilder(origin.kind())
                .append(' ')
                .append(origin.namespace())
                .append('/')
                .append(origin.name());
        if (origin.file() != null) {
            text.append(' ').append(origin.file());
            if (origin.line() > 0) {
                text.append(':').append(origin.line());
            }
        } else if (origin.rule() >= 0) {
            text.append(" spec.http[").append(origin.rule()).append(']');
            if (origin.match() >= 0) {
                text.append(".match[").append(origin.match()).append(']');
            }
        }
        return text.toString();
    }
}
