package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HeaderOperations;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.HeaderEdits.Header;
import dev.lateen.snapshot.format.ValueFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `headers` of a rule or a destination. The authority is taken out: it is not a header on its way upstream.
final class HeaderCompiler {

    private static final Set<String> OWNED = Set.of(
            "connection",
            "content-length",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade");

    private final ProxyView view;
    private final Resource<VirtualService> owner;

    HeaderCompiler(ProxyView view, Resource<VirtualService> owner) {
        this.view = view;
        this.owner = owner;
    }

    HeaderEdits edits(@Nullable HeaderOperations operations, String path) {
        if (operations == null) {
            return HeaderEdits.NONE;
        }
        var remove = new ArrayList<String>();
        for (int i = 0; i < operations.remove().size(); i++) {
            var name = operations.remove().get(i);
            if (!isAuthority(name) && !isOwned(name, path + ".remove[" + i + "]")) {
                remove.add(name);
            }
        }
        return new HeaderEdits(
                headers(operations.set(), path + ".set"), headers(operations.add(), path + ".add"), remove);
    }

    /// Framing and what is said to the next hop alone are the proxy's: such an edit would be dropped without a word.
    private boolean isOwned(String name, String path) {
        boolean owned = OWNED.contains(name.toLowerCase(Locale.ROOT));
        if (owned) {
            warn(path, name, "another header; framing and hop-by-hop headers are the proxy's own");
        }
        return owned;
    }

    private void warn(String path, String value, String expected) {
        var shown = value.replace("\r", "\\r").replace("\n", "\\n");
        view.warn(owner, path, "\"" + shown + "\" is not honoured (expected: " + expected + ")");
    }

    /// What `set` or `add` of `host` or `:authority` asks for.
    @Nullable
    String authority(@Nullable HeaderOperations operations, String path) {
        if (operations == null) {
            return null;
        }
        var set = authority(operations.set(), path + ".set");
        return set == null ? authority(operations.add(), path + ".add") : set;
    }

    private @Nullable String authority(Map<String, String> headers, String path) {
        for (var header : new TreeMap<>(headers).entrySet()) {
            if (isAuthority(header.getKey())) {
                var place = path + "." + header.getKey();
                var format = format(header.getValue(), place);
                return format == null ? null : authority(header.getValue(), format.literal(), place);
            }
        }
        return null;
    }

    private @Nullable String authority(String given, @Nullable String literal, String path) {
        if (literal == null) {
            warn(path, given, "plain text; the authority cannot be made of fields");
            return null;
        }
        return authority(literal, path);
    }

    /// Null, with a warning, for what cannot be a `Host`.
    @Nullable
    String authority(String value, String path) {
        if (value.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            warn(path, value, "host[:port] in ASCII");
            return null;
        }
        return value;
    }

    private List<Header> headers(Map<String, String> headers, String path) {
        var compiled = new ArrayList<Header>();
        for (var header : new TreeMap<>(headers).entrySet()) {
            var place = path + "." + header.getKey();
            if (!isAuthority(header.getKey()) && !isOwned(header.getKey(), place)) {
                if (format(header.getValue(), place) != null) {
                    compiled.add(new Header(header.getKey(), header.getValue()));
                }
            }
        }
        return compiled;
    }

    /// Null, with a warning, for a value that no proxy can make.
    private @Nullable ValueFormat format(String value, String path) {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            view.warn(owner, path, "a control character (expected: text); this header is left out");
            return null;
        }
        try {
            return ValueFormat.parse(value);
        } catch (IllegalArgumentException e) {
            view.warn(owner, path, e.getMessage() + "; this header is left out");
            return null;
        }
    }

    static boolean isAuthority(String name) {
        return name.equalsIgnoreCase("host") || name.equalsIgnoreCase(":authority");
    }
}
