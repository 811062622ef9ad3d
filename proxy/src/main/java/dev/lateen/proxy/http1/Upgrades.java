package dev.lateen.proxy.http1;

import dev.lateen.snapshot.route.RequestHead;

/// Wishes to speak another protocol. One to HTTP/2 is ignored, as RFC 9110 section 7.8 allows: behind it no rule would
/// be looked at any more. So is every one in HTTP/1.0, as that section asks for.
final class Upgrades {

    private static final byte[] H2 = Bytes.of("h2");
    private static final byte[] HTTP_SLASH = Bytes.of("http/");
    private static final byte[] UPGRADE = Bytes.of("upgrade");

    private Upgrades() {}

    /// Whether the connection is to become one of a protocol that is not HTTP of any version.
    static boolean isWanted(RequestHeadBuffer head) {
        if (head.minorVersion() == 0 || head.indexOf(HeaderId.UPGRADE) < 0 || !connectionNames(head)) {
            return false;
        }
        for (int i = 0; i < head.headerCount(); i++) {
            long value = head.headerValue(i);
            if (head.headerId(i) == HeaderId.UPGRADE
                    && (FieldValues.containsPrefix(H2, head.bytes(), value)
                            || FieldValues.containsPrefix(HTTP_SLASH, head.bytes(), value))) {
                return false;
            }
        }
        return true;
    }

    private static boolean connectionNames(RequestHeadBuffer head) {
        for (int i = 0; i < head.headerCount(); i++) {
            long value = head.headerValue(i);
            if (head.headerId(i) == HeaderId.CONNECTION
                    && FieldValues.containsToken(
                            UPGRADE, head.bytes(), RequestHead.start(value), RequestHead.end(value))) {
                return true;
            }
        }
        return false;
    }
}
