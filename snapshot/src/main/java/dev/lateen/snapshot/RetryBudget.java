package dev.lateen.snapshot;

/// How many of a cluster's requests may be retries at one time, in one proxy.
///
/// @param percent of the requests under way, 0 to 100
/// @param minConcurrency so many are allowed in any case
public record RetryBudget(double percent, int minConcurrency) {

    /// What holds where nobody says anything.
    public static final RetryBudget DEFAULT = new RetryBudget(20, 3);
}
