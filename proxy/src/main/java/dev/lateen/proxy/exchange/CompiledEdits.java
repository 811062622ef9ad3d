package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.snapshot.HeaderEdits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Header operations as bytes. Framing and hop-by-hop headers and `host` cannot be edited: their operations are left
/// out, since the
/// proxy decides framing itself and `host` is the route's authority.
final class CompiledEdits {

    private static final Set<String> OWNED = Set.of(
            "connection",
            "content-length",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade");
    private static final CompiledEdits NONE = new CompiledEdits(new byte[0][], new Line[0], new Line[0]);

    private record Line(byte[] lowerName, byte[] name, byte[] value) {
        static Line of(HeaderEdits.Header header) {
            return new Line(
                    Bytes.of(header.name().toLowerCase(Locale.ROOT)),
                    Bytes.of(header.name()),
                    header.value().getBytes(StandardCharsets.UTF_8));
        }
    }

    private final byte[][] removals;
    private final Line[] sets;
    private final Line[] adds;

    private CompiledEdits(byte[][] removals, Line[] sets, Line[] adds) {
        this.removals = removals;
        this.sets = sets;
        this.adds = adds;
    }

    static CompiledEdits of(HeaderEdits edits) {
        if (edits.equals(HeaderEdits.NONE)) {
            return NONE;
        }
        var removals = edits.remove().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !OWNED.contains(name))
                .map(Bytes::of)
                .toArray(byte[][]::new);
        return new CompiledEdits(removals, lines(edits.set()), lines(edits.add()));
    }

    void apply(HeadSplice splice) {
        for (var name : removals) {
            splice.remove(name);
        }
        for (var line : sets) {
            splice.remove(line.lowerName);
            addUnlessEmpty(splice, line);
        }
        for (var line : adds) {
            addUnlessEmpty(splice, line);
        }
    }

    private static void addUnlessEmpty(HeadSplice splice, Line line) {
        if (line.value.length > 0) {
            splice.add(line.name, line.value);
        }
    }

    private static Line[] lines(List<HeaderEdits.Header> headers) {
        return headers.stream()
                .filter(header -> !OWNED.contains(header.name().toLowerCase(Locale.ROOT)))
                .map(Line::of)
                .toArray(Line[]::new);
    }
}
