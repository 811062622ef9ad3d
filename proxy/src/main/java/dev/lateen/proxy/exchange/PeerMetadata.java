package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.snapshot.WorkloadRef;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// How mesh peers introduce themselves in `x-envoy-peer-metadata`: `k=v;…` with percent-encoded values. What was read
/// is
/// kept by its bytes, so that a known caller costs one look-up. One per event loop.
final class PeerMetadata {

    static final int MAX_LENGTH = 2048;
    private static final int KEPT = 512;

    /// Bytes with the equality of their content; the array is never changed.
    private static final class Key {

        private byte[] bytes;
        private int start;
        private int end;

        Key(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.start = start;
            this.end = end;
        }

        Key copy() {
            return new Key(Arrays.copyOfRange(bytes, start, end), 0, end - start);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(bytes, start, end, key.bytes, key.start, key.end);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (int i = start; i < end; i++) {
                hash = 31 * hash + bytes[i];
            }
            return hash;
        }
    }

    private final Key probe = new Key(new byte[0], 0, 0);
    private final Map<Key, WorkloadRef> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, WorkloadRef> eldest) {
            return size() > KEPT;
        }
    };

    static byte[] encode(WorkloadRef self) {
        return Bytes.of(
                "w=" + escaped(self.workload()) + ";n=" + escaped(self.namespace()) + ";a=" + escaped(self.app())
                        + ";v=" + escaped(self.version()) + ";s=" + escaped(self.canonicalService()) + ";r="
                        + escaped(self.canonicalRevision()) + ";c=" + escaped(self.cluster()));
    }

    /// [WorkloadRef#UNKNOWN] for what is too long; missing or malformed parts are unknown each.
    WorkloadRef decode(byte[] bytes, int start, int end) {
        if (end - start > MAX_LENGTH) {
            return WorkloadRef.UNKNOWN;
        }
        probe.bytes = bytes;
        probe.start = start;
        probe.end = end;
        var peer = known.get(probe);
        if (peer == null) {
            peer = parse(Bytes.text(bytes, start, end));
            known.put(probe.copy(), peer);
        }
        return peer;
    }

    private static WorkloadRef parse(String text) {
        var parts = new HashMap<String, String>();
        int from = 0;
        while (from < text.length()) {
            int semicolon = text.indexOf(';', from);
            int to = semicolon < 0 ? text.length() : semicolon;
            int equals = text.indexOf('=', from);
            if (equals > from && equals < to) {
                parts.put(text.substring(from, equals), unescaped(text.substring(equals + 1, to)));
            }
            from = to + 1;
        }
        var unknown = WorkloadRef.UNKNOWN;
        return new WorkloadRef(
                parts.getOrDefault("w", unknown.workload()),
                parts.getOrDefault("n", unknown.namespace()),
                parts.getOrDefault("a", unknown.app()),
                parts.getOrDefault("v", unknown.version()),
                parts.getOrDefault("s", unknown.canonicalService()),
                parts.getOrDefault("r", unknown.canonicalRevision()),
                parts.getOrDefault("c", unknown.cluster()));
    }

    private static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String unescaped(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "unknown";
        }
    }
}
