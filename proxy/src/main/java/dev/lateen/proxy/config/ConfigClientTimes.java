package dev.lateen.proxy.config;

import java.time.Duration;

/// The clocks and limits of a [ConfigClient].
///
/// @param connectTimeout for a TCP connection to pilot
/// @param silence without a byte from pilot (it sends a comment every 15 s), after which the stream counts as dead
/// @param lastGoodGrace how long to wait for pilot's first snapshot before the last good one from disk is used; a pilot
///     that refuses the connection is not waited for
/// @param firstRetry pause before the first reconnect, about doubled for each further one
/// @param longestRetry upper bound of that pause
/// @param maxEventBytes of one event's data
public record ConfigClientTimes(
        Duration connectTimeout,
        Duration silence,
        Duration lastGoodGrace,
        Duration firstRetry,
        Duration longestRetry,
        int maxEventBytes) {

    public static final ConfigClientTimes DEFAULT = new ConfigClientTimes(
            Duration.ofSeconds(3),
            Duration.ofSeconds(45),
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            64 * 1024 * 1024);

    public ConfigClientTimes withMaxEventBytes(int value) {
        return new ConfigClientTimes(connectTimeout, silence, lastGoodGrace, firstRetry, longestRetry, value);
    }

    public ConfigClientTimes withSilence(Duration value) {
        return new ConfigClientTimes(connectTimeout, value, lastGoodGrace, firstRetry, longestRetry, maxEventBytes);
    }
}
