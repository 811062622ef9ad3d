package dev.lateen.proxy.exchange;

import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cors;
import dev.lateen.snapshot.HashPolicy;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.format.ValueFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refuses snapshots whose texts would break out of the line that they are written into: a line break in a header value
/// is one more header, a space in a path one more word of the request line. The compiler leaves such texts out and
/// says so; this is the second lock, since a snapshot may come from anywhere.
final class UnsafeText {

    private final String place;

    private UnsafeText(String place) {
        this.place = place;
    }

    static void refuse(RouteConfig config) throws SnapshotRejected {
        for (var host : config.virtualHosts()) {
            for (var route : host.routes()) {
                var text = new UnsafeText("route configuration " + config.name() + ", route " + route.name());
                text.check(route.action());
                if (route.cors() != null) {
                    text.check(route.cors());
                }
            }
        }
    }

    static void refuse(Cluster cluster) throws SnapshotRejected {
        if (cluster.policy().hash() != null && cluster.policy().hash().key() instanceof HashPolicy.Cookie cookie) {
            var text = new UnsafeText("cluster " + cluster.name());
            text.word("name of a cookie", cookie.name());
            text.printable("path of a cookie", cookie.path());
            for (var attribute : cookie.attributes()) {
                text.printable("attribute of a cookie", attribute);
            }
        }
    }

    private void check(Cors cors) throws SnapshotRejected {
        for (var names : List.of(cors.allowMethods(), cors.allowHeaders(), cors.exposeHeaders())) {
            for (var name : names) {
                word("name in a CORS policy", name);
            }
        }
    }

    private void check(RouteAction action) throws SnapshotRejected {
        switch (action) {
            case RouteAction.Forward forward -> check(forward);
            case RouteAction.Redirect redirect -> check(redirect);
            case RouteAction.DirectResponse direct -> edits(direct.response());
            case RouteAction.Refuse _ -> {} // its words go into a body
        }
    }

    private void check(RouteAction.Redirect redirect) throws SnapshotRejected {
        word("scheme", redirect.scheme());
        word("authority", redirect.authority());
        path(redirect.path());
        edits(redirect.response());
    }

    private void path(@Nullable PathRewrite rewrite) throws SnapshotRejected {
        word("rewrite", rewrite == null ? null : rewrite.replacement());
    }

    private void check(RouteAction.Forward forward) throws SnapshotRejected {
        word("authority", forward.authority());
        path(forward.rewrite());
        edits(forward.request());
        edits(forward.response());
        for (var destination : forward.destinations()) {
            word("authority", destination.authority());
            edits(destination.request());
            edits(destination.response());
        }
    }

    private void edits(HeaderEdits edits) throws SnapshotRejected {
        for (var header : edits.set()) {
            field(header);
        }
        for (var header : edits.add()) {
            field(header);
        }
        for (var name : edits.remove()) {
            word("header name", name);
        }
    }

    private void field(HeaderEdits.Header header) throws SnapshotRejected {
        word("header name", header.name());
        if (header.name().isEmpty() || header.name().indexOf(':') >= 0) {
            throw refusal("header name", header.name());
        }
        printable("value of header " + header.name(), header.value());
        try {
            ValueFormat.parse(header.value());
        } catch (IllegalArgumentException e) {
            throw new SnapshotRejected(place + ": value of header " + header.name() + ": " + e.getMessage(), e);
        }
    }

    private void printable(String what, @Nullable String text) throws SnapshotRejected {
        for (int i = 0; text != null && i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw refusal(what, text);
            }
        }
    }

    private void word(String what, @Nullable String text) throws SnapshotRejected {
        for (int i = 0; text != null && i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
                throw refusal(what, text);
            }
        }
    }

    private SnapshotRejected refusal(String what, String text) {
        var shown = text.replace("\r", "\\r").replace("\n", "\\n");
        return new SnapshotRejected(
                place + ": " + what + " \"" + shown + "\" (expected: text that fits into its line)");
    }
}
