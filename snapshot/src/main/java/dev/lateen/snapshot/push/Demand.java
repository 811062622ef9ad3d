package dev.lateen.snapshot.push;

import java.util.List;

/// Body of `POST /v1/config/demand`: what a sidecar needs, and needs no longer. What it gets is another snapshot on its
/// stream.
///
/// @param proxy [ProxyNode#id()]
/// @param hosts as [dev.lateen.snapshot.OnDemand#known()] has them
/// @param unused of [dev.lateen.snapshot.OnDemand#used()]
public record Demand(String proxy, List<String> hosts, List<String> unused) {

    /// Header of the request for a stream: the sidecar asks for hosts when it needs them, and has these in use, with
    /// commas in between. One that does not send it gets everything.
    public static final String HEADER = "lateen-hosts";

    /// Characters of that header; hosts beyond it are asked for again.
    public static final int LONGEST_HEADER = 48 * 1024;

    /// Of one call, hosts and unused together.
    public static final int MOST_HOSTS = 1_000;

    public Demand {
        hosts = List.copyOf(hosts);
        unused = List.copyOf(unused);
    }

    /// Pilot's answer.
    ///
    /// @param unknown hosts that are not known, or not to be seen by this proxy
    public record Answer(List<String> unknown) {
        public Answer {
            unknown = List.copyOf(unknown);
        }
    }
}
