package dev.lateen.proxy;

import java.time.Duration;
import java.util.function.Consumer;

/// What one client, one upstream or one connection may cost. Every limit has a default and a counter in [EngineStats].
///
/// @param maxHeadBytes of a request or response head, start line included; beyond it 431 (414 for the target alone)
/// @param maxTargetBytes of a request target; beyond it 414
/// @param maxHeaders of a head; beyond it 431
/// @param maxChunkExtensionBytes of one chunk header; beyond it 400
/// @param maxTrailerBytes of all trailers of a body; beyond it 400
/// @param maxConnections open downstream connections of the whole engine; further ones are closed at once
/// @param maxPooledConnections idle upstream connections per event loop and endpoint
/// @param maxIdleUpstream idle upstream connections per event loop, to all endpoints together; beyond it those that
/// have
///     idled longest are closed
/// @param bodyBufferBytes queued bytes of one direction of an exchange at which reading the other side pauses
/// @param retryBodyBytes of a request body that are kept for another attempt; a request with a longer one is not sent
///     again once its body has begun to leave. Zero keeps none
/// @param maxMirrors copies of requests under way per event loop; further ones are dropped
/// @param mirrorBufferBytes of copies per event loop that may wait for their destinations; beyond it one is dropped
/// @param headTimeout from the first byte of a request head to its last; beyond it 408
/// @param firstByteTimeout from the acceptance of a connection to the first byte of its first request; then it is
/// closed,
///     and counted with the idle ones. Zero means that `idleTimeout` alone holds
/// @param idleTimeout of a downstream connection between requests; then it is closed
/// @param streamIdleTimeout without a byte moving in either direction of an exchange; zero means none
/// @param tunnelIdleTimeout without a byte moving in either direction of a tunnel; then both its connections are
/// closed.
///     Zero means none
/// @param maxRequestsPerConnection after which a downstream connection is closed; zero means no limit
public record Limits(
        int maxHeadBytes,
        int maxTargetBytes,
        int maxHeaders,
        int maxChunkExtensionBytes,
        int maxTrailerBytes,
        int maxConnections,
        int maxPooledConnections,
        int maxIdleUpstream,
        int bodyBufferBytes,
        int retryBodyBytes,
        int maxMirrors,
        int mirrorBufferBytes,
        Duration headTimeout,
        Duration firstByteTimeout,
        Duration idleTimeout,
        Duration streamIdleTimeout,
        Duration tunnelIdleTimeout,
        int maxRequestsPerConnection) {

    public static final Limits DEFAULT = new Limits(
            60 * 1024,
            32 * 1024,
            100,
            1024,
            8 * 1024,
            20_000,
            256,
            2_048,
            64 * 1024,
            64 * 1024,
            256,
            8 * 1024 * 1024,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ofHours(1),
            0);

    public Limits {
        atLeast("maxHeadBytes", maxHeadBytes, 256);
        atLeast("maxTargetBytes", maxTargetBytes, 16);
        atLeast("maxHeaders", maxHeaders, 1);
        atLeast("maxChunkExtensionBytes", maxChunkExtensionBytes, 0);
        atLeast("maxTrailerBytes", maxTrailerBytes, 0);
        atLeast("maxConnections", maxConnections, 1);
        atLeast("maxPooledConnections", maxPooledConnections, 0);
        atLeast("maxIdleUpstream", maxIdleUpstream, 0);
        atLeast("bodyBufferBytes", bodyBufferBytes, 1024);
        atLeast("retryBodyBytes", retryBodyBytes, 0);
        atLeast("maxMirrors", maxMirrors, 0);
        atLeast("mirrorBufferBytes", mirrorBufferBytes, 0);
        atLeast("maxRequestsPerConnection", maxRequestsPerConnection, 0);
        notNegative("headTimeout", headTimeout);
        notNegative("firstByteTimeout", firstByteTimeout);
        notNegative("idleTimeout", idleTimeout);
        notNegative("streamIdleTimeout", streamIdleTimeout);
        notNegative("tunnelIdleTimeout", tunnelIdleTimeout);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least " + least + ")");
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
        }
    }

    public Limits withMaxConnections(int value) {
        return with(draft -> draft.maxConnections = value);
    }

    public Limits withTimeouts(Duration head, Duration idle, Duration streamIdle) {
        return with(draft -> {
            draft.headTimeout = head;
            draft.idleTimeout = idle;
            draft.streamIdleTimeout = streamIdle;
        });
    }

    public Limits withFirstByteTimeout(Duration value) {
        return with(draft -> draft.firstByteTimeout = value);
    }

    public Limits withRetryBodyBytes(int value) {
        return with(draft -> draft.retryBodyBytes = value);
    }

    public Limits withHead(int bytes, int targetBytes, int headers) {
        return with(draft -> {
            draft.maxHeadBytes = bytes;
            draft.maxTargetBytes = targetBytes;
            draft.maxHeaders = headers;
        });
    }

    public Limits withMaxIdleUpstream(int value) {
        return with(draft -> draft.maxIdleUpstream = value);
    }

    public Limits withMirrorBufferBytes(int value) {
        return with(draft -> draft.mirrorBufferBytes = value);
    }

    public Limits withTunnelIdleTimeout(Duration value) {
        return with(draft -> draft.tunnelIdleTimeout = value);
    }

    private Limits with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /// All components, for one of them to be changed.
    private static final class Draft {
        private int maxHeadBytes;
        private int maxTargetBytes;
        private int maxHeaders;
        private int maxChunkExtensionBytes;
        private int maxTrailerBytes;
        private int maxConnections;
        private int maxPooledConnections;
        private int maxIdleUpstream;
        private int bodyBufferBytes;
        private int retryBodyBytes;
        private int maxMirrors;
        private int mirrorBufferBytes;
        private Duration headTimeout;
        private Duration firstByteTimeout;
        private Duration idleTimeout;
        private Duration streamIdleTimeout;
        private Duration tunnelIdleTimeout;
        private int maxRequestsPerConnection;

        Draft(Limits from) {
            maxHeadBytes = from.maxHeadBytes;
            maxTargetBytes = from.maxTargetBytes;
            maxHeaders = from.maxHeaders;
            maxChunkExtensionBytes = from.maxChunkExtensionBytes;
            maxTrailerBytes = from.maxTrailerBytes;
            maxConnections = from.maxConnections;
            maxPooledConnections = from.maxPooledConnections;
            maxIdleUpstream = from.maxIdleUpstream;
            bodyBufferBytes = from.bodyBufferBytes;
            retryBodyBytes = from.retryBodyBytes;
            maxMirrors = from.maxMirrors;
            mirrorBufferBytes = from.mirrorBufferBytes;
            headTimeout = from.headTimeout;
            firstByteTimeout = from.firstByteTimeout;
            idleTimeout = from.idleTimeout;
            streamIdleTimeout = from.streamIdleTimeout;
            tunnelIdleTimeout = from.tunnelIdleTimeout;
            maxRequestsPerConnection = from.maxRequestsPerConnection;
        }

        Limits finish() {
            return new Limits(
                    maxHeadBytes,
                    maxTargetBytes,
                    maxHeaders,
                    maxChunkExtensionBytes,
                    maxTrailerBytes,
                    maxConnections,
                    maxPooledConnections,
                    maxIdleUpstream,
                    bodyBufferBytes,
                    retryBodyBytes,
                    maxMirrors,
                    mirrorBufferBytes,
                    headTimeout,
                    firstByteTimeout,
                    idleTimeout,
                    streamIdleTimeout,
                    tunnelIdleTimeout,
                    maxRequestsPerConnection);
        }
    }
}
