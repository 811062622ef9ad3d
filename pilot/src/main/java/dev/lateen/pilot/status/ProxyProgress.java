package dev.lateen.pilot.status;

import org.jspecify.annotations.Nullable;

/// How far a connected proxy is.
///
/// @param revision the mesh revision that it runs on
/// @param error why it does not run on the latest one, in its own words; null if nothing went wrong
public record ProxyProgress(
        String proxy, long revision, @Nullable String error) {

    boolean hasRefused(long version) {
        return error != null && revision < version;
    }
}
