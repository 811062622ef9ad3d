package dev.lateen.snapshot;

/// How an endpoint that is new gets its part of the requests little by little: after the part `t` of the duration
/// `t^(1/aggression)` of it, and never less than the minimum.
public record Warmup(long durationMillis, double minimumPercent, double aggression) {}
