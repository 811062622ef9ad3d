package dev.lateen.api.validation;

import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.api.networking.VirtualService.HeaderOperations;
import dev.lateen.api.networking.VirtualService.Headers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `headers`: what may be set, added and removed, and with which values.
final class HeaderEdits {

    private HeaderEdits() {}

    static void check(Findings findings, String path, Headers headers) {
        if (headers.request() != null) {
            operations(findings, path + ".request", headers.request(), true);
        }
        if (headers.response() != null) {
            operations(findings, path + ".response", headers.response(), false);
        }
    }

    /// The request's authority can be given once: by `rewrite.authority`, by set or by add.
    static void checkAuthorityOnce(Findings findings, String path, HTTPRoute route) {
        boolean rewritten =
                route.rewrite() != null && !Findings.isBlank(route.rewrite().authority());
        HeaderOperations request =
                route.headers() == null ? null : route.headers().request();
        if (request == null) {
            return;
        }
        long times = count(request.set()) + count(request.add()) + (rewritten ? 1 : 0);
        if (times > 1) {
            findings.error(path, "the authority is set " + times + " times (expected: once, by rewrite or by headers)");
        }
    }

    private static long count(Map<String, String> edits) {
        return edits.keySet().stream().filter(HeaderNames::isAuthority).count();
    }

    private static void operations(Findings findings, String path, HeaderOperations edits, boolean request) {
        values(findings, path + ".set", edits.set(), request);
        values(findings, path + ".add", edits.add(), request);
        List<String> removed = edits.remove();
        for (int i = 0; i < removed.size(); i++) {
            name(findings, path + ".remove[" + i + "]", removed.get(i), false);
        }
    }

    private static void values(Findings findings, String path, Map<String, String> edits, boolean authority) {
        edits.forEach((name, value) -> {
            String at = path + "." + name;
            name(findings, at, name, authority);
            value(findings, at, value);
        });
    }

    private static void name(Findings findings, String path, String name, boolean authority) {
        if (HeaderNames.isAuthority(name)) {
            if (!authority) {
                findings.bad(path, name, "the authority only in request.set and request.add");
            }
        } else if (name.startsWith(":")) {
            findings.bad(path, name, "no pseudo header but :authority");
        } else {
            HeaderNames.check(findings, path, name);
        }
    }

    private static void value(Findings findings, String path, @Nullable String value) {
        String text = Findings.orEmpty(value);
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
            findings.bad(path, text, "a header value on one line");
            return;
        }
        String expected = expectedFormat(text);
        if (expected != null) {
            findings.bad(path, text, expected);
        }
    }

    /// Text, `%%`, or one of Envoy's commands: `%REQ(name)%`, `%START_TIME(%s)%`, `%HOSTNAME:10%`. Null when it is.
    private static @Nullable String expectedFormat(String text) {
        int at = text.indexOf('%');
        while (at >= 0) {
            int end = text.startsWith("%%", at) ? at + 2 : endOfCommand(text, at + 1);
            if (end < 0) {
                return "%% for a percent sign, or a command such as %HOSTNAME%";
            }
            if (end > at + 2 && !FormatOperators.isKnown(text, at + 1)) {
                return FormatOperators.EXPECTED;
            }
            at = text.indexOf('%', end);
        }
        return null;
    }

    private static int endOfCommand(String text, int start) {
        int at = start;
        while (at < text.length() && isCommand(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            return -1;
        }
        if (text.startsWith("(", at)) {
            int close = text.indexOf(")%", at);
            int cut = text.indexOf("):", at);
            close = close < 0 || (cut >= 0 && cut < close) ? cut : close;
            if (close < 0) {
                return -1;
            }
            at = close + 1;
        }
        if (text.startsWith(":", at)) {
            at++;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
        }
        return text.startsWith("%", at) ? at + 1 : -1;
    }

    private static boolean isCommand(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
