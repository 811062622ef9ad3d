package dev.lateen.snapshot.push;

import org.jspecify.annotations.Nullable;

/// A secret as it travels from pilot to a proxy, in PEM: certificates with their key, or authorities, or both.
/// It is not for logs, dumps or disks; [#toString] shows its name alone.
///
/// @param name as snapshots name it
/// @param certificates of the owner, its own first
/// @param key of the first certificate
/// @param authorities whose certificates are trusted
/// @param revoked lists of certificates that are not trusted any more
public record Secret(
        String name,
        @Nullable String certificates,
        @Nullable String key,
        @Nullable String authorities,
        @Nullable String revoked) {

    @Override
    public String toString() {
        return "Secret[" + name + "]";
    }
}
