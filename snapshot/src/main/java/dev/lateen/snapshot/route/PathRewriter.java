package dev.lateen.snapshot.route;

import dev.lateen.snapshot.PathRewrite;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A [PathRewrite] made ready for bytes: the new path is [#replacement], then the old one from [#rest] on. It begins
/// with a slash, whatever the replacement says. Only a regex allocates. Immutable, used by many threads.
public final class PathRewriter {

    private static final byte[] NOTHING = {};
    private static final byte[] SLASH = {'/'};

    private final byte[] replacement;
    private final int replaced;
    private final @Nullable RegexSubstitution substitution;

    private PathRewriter(byte[] replacement, int replaced, @Nullable RegexSubstitution substitution) {
        this.replacement = replacement;
        this.replaced = replaced;
        this.substitution = substitution;
    }

    /// @throws IllegalArgumentException for what [RegexSubstitution#of] does not take
    public static PathRewriter of(PathRewrite rewrite) {
        return switch (rewrite) {
            case PathRewrite.Prefix(var prefix, var replacement) ->
                new PathRewriter(rooted(replacement), utf8(prefix).length, null);
            case PathRewrite.Whole(var replacement) -> new PathRewriter(rooted(replacement), Integer.MAX_VALUE, null);
            case PathRewrite.Regex(var regex, var replacement) ->
                new PathRewriter(NOTHING, Integer.MAX_VALUE, RegexSubstitution.of(regex, replacement));
        };
    }

    /// What the new path begins with.
    public byte[] replacement(byte[] buf, int start, int end) {
        if (substitution != null) {
            return rooted(substitution.apply(buf, start, end));
        }
        if (replacement.length > 0) {
            return replacement;
        }
        int rest = rest(start, end);
        return rest < end && buf[rest] == '/' ? NOTHING : SLASH;
    }

    /// Where the part of the old path begins that stays.
    public int rest(int start, int end) {
        return replaced < end - start ? start + replaced : end;
    }

    String apply(String path) {
        var bytes = utf8(path);
        var begin = replacement(bytes, 0, bytes.length);
        int rest = rest(0, bytes.length);
        return new String(begin, StandardCharsets.UTF_8)
                + new String(bytes, rest, bytes.length - rest, StandardCharsets.UTF_8);
    }

    private static byte[] rooted(String path) {
        return path.isEmpty() ? NOTHING : rooted(utf8(path));
    }

    private static byte[] rooted(byte[] path) {
        if (path.length > 0 && path[0] == '/') {
            return path;
        }
        var rooted = new byte[path.length + 1];
        rooted[0] = '/';
        System.arraycopy(path, 0, rooted, 1, path.length);
        return rooted;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
