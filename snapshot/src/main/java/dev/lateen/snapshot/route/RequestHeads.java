package dev.lateen.snapshot.route;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Request heads made of strings, for `explain` and tests.
public final class RequestHeads {

    private RequestHeads() {}

    /// Normalises the path and drops a fragment; a `Host` header wins over the URL's authority, as with curl.
    ///
    /// @param url `http://host:port/path?query`, the same without scheme, or `/path` with a `Host` header
    /// @throws IllegalArgumentException for another scheme, or when there is no host
    public static RequestHead of(String method, String url, List<Map.Entry<String, String>> headers) {
        var parts = Parts.of(url);
        var authority = headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase("host"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(parts.authority());
        if (authority.isEmpty()) {
            throw new IllegalArgumentException("url: \"" + url + "\" (expected: a host in it or in a Host header)");
        }
        var builder = new Builder();
        long methodRange = builder.add(method);
        long schemeRange = builder.add(parts.scheme());
        long authorityRange = builder.add(authority);
        long pathRange = builder.add(normalized(parts.path()));
        long queryRange = parts.query() == null ? RequestHead.ABSENT : builder.add(parts.query());
        var names = new long[headers.size()];
        var values = new long[headers.size()];
        for (int i = 0; i < headers.size(); i++) {
            names[i] = builder.add(headers.get(i).getKey());
            values[i] = builder.add(headers.get(i).getValue());
        }
        var fields = new long[] {methodRange, schemeRange, authorityRange, pathRange, queryRange};
        return new PlainHead(builder.out.toByteArray(), fields, names, values);
    }

    private static String normalized(String path) {
        var bytes = path.getBytes(StandardCharsets.UTF_8);
        var out = new byte[Math.max(1, bytes.length)];
        int end = PathNormalizer.normalize(bytes, 0, bytes.length, out, 0);
        return new String(out, 0, end, StandardCharsets.UTF_8);
    }

    private record Parts(
            String scheme,
            String authority,
            String path,
            @Nullable String query) {

        static Parts of(String url) {
            var rest = url.contains("#") ? url.substring(0, url.indexOf('#')) : url;
            var scheme = "http";
            int schemeEnd = rest.indexOf("://");
            if (schemeEnd > 0 && rest.indexOf('/') > schemeEnd && rest.lastIndexOf('?', schemeEnd) < 0) {
                scheme = rest.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
                rest = rest.substring(schemeEnd + 3);
            }
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new IllegalArgumentException("url: \"" + url + "\" (expected: scheme http or https)");
            }
            int queryStart = rest.indexOf('?');
            var query = queryStart < 0 ? null : rest.substring(queryStart + 1);
            rest = queryStart < 0 ? rest : rest.substring(0, queryStart);
            int pathStart = rest.equals("*") ? 0 : rest.indexOf('/');
            return pathStart < 0
                    ? new Parts(scheme, rest, "/", query)
                    : new Parts(scheme, rest.substring(0, pathStart), rest.substring(pathStart), query);
        }
    }

    private static final class Builder {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        long add(String text) {
            int start = out.size();
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return RequestHead.range(start, out.size());
        }
    }

    /// Not a record: arrays, and nobody compares heads.
    private static final class PlainHead implements RequestHead {

        private final byte[] bytes;
        private final long[] fields;
        private final long[] names;
        private final long[] values;

        PlainHead(byte[] bytes, long[] fields, long[] names, long[] values) {
            this.bytes = bytes;
            this.fields = fields;
            this.names = names;
            this.values = values;
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public long method() {
            return fields[0];
        }

        @Override
        public long scheme() {
            return fields[1];
        }

        @Override
        public long authority() {
            return fields[2];
        }

        @Override
        public long path() {
            return fields[3];
        }

        @Override
        public long query() {
            return fields[4];
        }

        @Override
        public int headerCount() {
            return names.length;
        }

        @Override
        public long headerName(int index) {
            return names[index];
        }

        @Override
        public long headerValue(int index) {
            return values[index];
        }
    }
}
