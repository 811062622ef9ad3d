package dev.lateen.snapshot;

import java.util.List;

/// What a sidecar may call beyond the virtual hosts that it has: the mesh knows these hosts, and the sidecar asks for
/// what one of them needs when its application first calls it.
///
/// @param namespace of the proxy: a Service there may be called by its bare name
/// @param known every host that there is to ask for, those that are loaded included: full names of services, hosts of
///     VirtualServices, addresses; lower case
/// @param used those of them whose routes, clusters and endpoints are in the snapshot; sorted
public record OnDemand(String namespace, HostNames known, List<String> used) {

    public OnDemand {
        used = List.copyOf(used);
    }

    public OnDemand(String namespace, List<String> known, List<String> used) {
        this(namespace, HostNames.of(known), used);
    }

    /// With one name in place of those that are known: their hash, which stands for them.
    public OnDemand abridged() {
        return new OnDemand(namespace, List.of(known.hash()), used);
    }
}
