package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.snapshot.HeaderEdits;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Header operations as bytes. Framing and hop-by-hop headers and `host` cannot be edited: their operations are left
/// out, since the proxy decides framing itself and `host` is the route's authority.
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
    private static final CompiledEdits NONE = new CompiledEdits(List.of(), List.of(), List.of());

    private record Line(byte[] lowerName, byte[] name, CompiledValue value) {
        static Line of(HeaderEdits.Header header) {
            return new Line(
                    Bytes.of(header.name().toLowerCase(Locale.ROOT)),
                    Bytes.of(header.name()),
                    CompiledValue.of(header.value()));
        }
    }

    private final byte[][] removals;
    private final Line[] sets;
    private final Line[] adds;
    /// Of sets, then adds; null when some are made anew for each request.
    private final byte @Nullable [][] literals;

    private CompiledEdits(List<String> removals, List<Line> sets, List<Line> adds) {
        this.removals = removals.stream().map(Bytes::of).toArray(byte[][]::new);
        this.sets = sets.toArray(Line[]::new);
        this.adds = adds.toArray(Line[]::new);
        var all = Stream.concat(sets.stream(), adds.stream())
                .map(line -> line.value().literal())
                .toArray(byte[][]::new);
        this.literals = Arrays.stream(all).allMatch(Objects::nonNull) ? all : null;
    }

    /// @throws IllegalArgumentException for a value that is not a format
    static CompiledEdits of(HeaderEdits edits) {
        if (edits.equals(HeaderEdits.NONE)) {
            return NONE;
        }
        var removals = edits.remove().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !OWNED.contains(name))
                .toList();
        return new CompiledEdits(removals, lines(edits.set()), lines(edits.add()));
    }

    void editRequest(HeadSplice splice, Exchange exchange) {
        apply(splice, exchange, false);
    }

    void editResponse(HeadSplice splice, Exchange exchange) {
        apply(splice, exchange, true);
    }

    /// As Envoy does it: removals, then all values are made, then they are written. An empty one changes nothing.
    private void apply(HeadSplice splice, Exchange exchange, boolean response) {
        for (var name : removals) {
            splice.remove(name);
        }
        var values = literals == null ? values(splice, exchange, response) : literals;
        for (int i = 0; i < sets.length; i++) {
            if (values[i].length > 0) {
                splice.set(sets[i].lowerName, sets[i].name, values[i]);
            }
        }
        for (int i = 0; i < adds.length; i++) {
            var value = values[sets.length + i];
            if (value.length > 0) {
                splice.add(adds[i].name, value);
            }
        }
    }

    private byte[][] values(HeadSplice splice, Exchange exchange, boolean response) {
        var values = new byte[sets.length + adds.length][];
        for (int i = 0; i < values.length; i++) {
            var line = i < sets.length ? sets[i] : adds[i - sets.length];
            values[i] = line.value.make(splice, exchange, response);
        }
        return values;
    }

    private static List<Line> lines(List<HeaderEdits.Header> headers) {
        return headers.stream()
                .filter(header -> !OWNED.contains(header.name().toLowerCase(Locale.ROOT)))
                .map(Line::of)
                .toList();
    }
}
