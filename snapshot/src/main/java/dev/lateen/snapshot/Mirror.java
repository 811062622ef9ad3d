package dev.lateen.snapshot;

/// Where copies of a route's requests are sent; nobody waits for their answers.
///
/// @param cluster name of a cluster; when the snapshot has no such cluster there are no copies
/// @param millionths of the requests, 1 to 1,000,000
public record Mirror(String cluster, int millionths) {}
