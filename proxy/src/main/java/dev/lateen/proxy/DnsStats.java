package dev.lateen.proxy;

/// Totals of name resolution since the start of the engine; read at any time from any thread.
///
/// @param lookups lookups that have ended, well or not
/// @param failures those of them that gave no address
/// @param names names that are kept now
/// @param lastSuccessEpochMillis when the last lookup gave an address; 0 before the first
public record DnsStats(long lookups, long failures, int names, long lastSuccessEpochMillis) {}
