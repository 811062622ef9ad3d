package dev.lateen.proxy;

/// Counters of the engine since its start, summed over its event loops; read at any time from any thread.
///
/// @param openDownstream downstream connections open now
/// @param totalDownstream downstream connections accepted
/// @param openUpstream upstream connections open now, pooled ones included
/// @param totalUpstream upstream connections opened
/// @param pooledUpstream upstream connections idle in a pool now
/// @param activeExchanges exchanges under way now
/// @param totalExchanges exchanges begun
/// @param rejectedConnections connections closed at once because of `maxConnections`
/// @param rejectedHeads heads refused: malformed, too long or too late
/// @param headTimeouts heads that took longer than `headTimeout`
/// @param idleClosed downstream connections closed because of `idleTimeout` or `firstByteTimeout`
/// @param streamIdleTimeouts exchanges ended because of `streamIdleTimeout`
/// @param retries further attempts after a failed one
/// @param retriesExhausted failures that would have been worth another attempt, had there not been enough of them
/// @param retriesOverBudget retries that were not made because of a cluster's budget
/// @param attemptTimeouts attempts ended because of `perTryTimeout`
/// @param backPressurePauses how often reading paused because the other side was slow
/// @param openTunnels connections joined byte for byte now: TCP, TLS that is passed through, WebSocket and other
/// upgrades
/// @param totalTunnels connections joined byte for byte
/// @param tunnelsIdleClosed tunnels ended because of `tunnelIdleTimeout`
/// @param unmatchedConnections connections closed because no filter chain of their listener wants them, or because they
///     did not say in time which one
/// @param shiftedRequests requests of weighted routes decided while a destination did not have its whole share, because
/// it
///     has no usable endpoint or is coming back
/// @param activeMirrors copies of requests under way now
/// @param totalMirrors copies begun
/// @param mirrorsDropped copies given up because of `maxMirrors` or `mirrorBufferBytes`
/// @param mirrorsFailed copies without an answer
/// @param snapshotsApplied snapshots put in force
/// @param snapshotsRejected snapshots refused
public record EngineStats(
        long openDownstream,
        long totalDownstream,
        long openUpstream,
        long totalUpstream,
        long pooledUpstream,
        long activeExchanges,
        long totalExchanges,
        long rejectedConnections,
        long rejectedHeads,
        long headTimeouts,
        long idleClosed,
        long streamIdleTimeouts,
        long retries,
        long retriesExhausted,
        long retriesOverBudget,
        long attemptTimeouts,
        long backPressurePauses,
        long openTunnels,
        long totalTunnels,
        long tunnelsIdleClosed,
        long unmatchedConnections,
        long shiftedRequests,
        long activeMirrors,
        long totalMirrors,
        long mirrorsDropped,
        long mirrorsFailed,
        long snapshotsApplied,
        long snapshotsRejected) {}
