package dev.lateen.snapshot;

/// Who a workload is, in the words of Istio's metric labels; `unknown` where nothing is known.
public record WorkloadRef(
        String workload,
        String namespace,
        String app,
        String version,
        String canonicalService,
        String canonicalRevision,
        String cluster) {

    public static final WorkloadRef UNKNOWN =
            new WorkloadRef("unknown", "unknown", "unknown", "unknown", "unknown", "latest", "unknown");
}
