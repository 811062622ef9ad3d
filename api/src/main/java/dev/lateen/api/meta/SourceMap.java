package dev.lateen.api.meta;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where in its file each part of a resource stands.
///
/// @param file null when the resource did not come from a file
/// @param lines one-based lines by path: `spec.http[0].match[1].uri`
public record SourceMap(@Nullable String file, Map<String, Integer> lines) {

    public static final SourceMap UNKNOWN = new SourceMap(null, Map.of());

    public SourceMap {
        lines = Map.copyOf(lines);
    }

    /// The line of `path` or of its nearest parent that has one; 0 when nothing is known.
    public int line(String path) {
        String at = path;
        while (true) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
            if (cut < 0) {
                return lines.getOrDefault("", 0);
            }
            at = at.substring(0, cut);
        }
    }
}
