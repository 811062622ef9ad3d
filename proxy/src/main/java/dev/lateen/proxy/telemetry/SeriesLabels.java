package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.WorkloadRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The labels of Istio's standard metrics.
final class SeriesLabels {

    private static final int RESPONSE_CODE = 21;

    static final List<String> NAMES = List.of(
            "reporter",
            "source_workload",
            "source_workload_namespace",
            "source_principal",
            "source_app",
            "source_version",
            "source_cluster",
            "source_canonical_service",
            "source_canonical_revision",
            "destination_workload",
            "destination_workload_namespace",
            "destination_principal",
            "destination_app",
            "destination_version",
            "destination_cluster",
            "destination_canonical_service",
            "destination_canonical_revision",
            "destination_service",
            "destination_service_name",
            "destination_service_namespace",
            "request_protocol",
            "response_code",
            "response_flags",
            "connection_security_policy");

    /// Those of connections that are not read as HTTP: they have no response code.
    static final List<String> TCP_NAMES = withoutCode(NAMES);

    private static final String UNKNOWN = "unknown";

    private SeriesLabels() {}

    /// Values in the order of [#NAMES].
    static List<String> of(SeriesKey key, WorkloadRef self) {
        var values = new String[NAMES.size()];
        values[0] = reporter(key.inbound());
        workload(values, 1, key.inbound() ? key.peer() : self);
        workload(values, 9, key.inbound() ? self : key.peer());
        var service = key.service();
        values[17] = service == null ? UNKNOWN : known(service.host());
        values[18] = service != null ? known(service.name()) : key.blackHole() ? "BlackHoleCluster" : UNKNOWN;
        values[19] = service == null ? UNKNOWN : known(service.namespace());
        values[20] = key.tcp() ? "tcp" : "http";
        values[21] = Integer.toString(key.status());
        values[22] = LogFields.flags(key.flags());
        // A source does not know what the other side requires; a destination without TLS does.
        values[23] = key.inbound() ? "none" : UNKNOWN;
        return key.tcp() ? withoutCode(List.of(values)) : List.of(values);
    }

    private static List<String> withoutCode(List<String> values) {
        var less = new ArrayList<>(values);
        less.remove(RESPONSE_CODE);
        return List.copyOf(less);
    }

    static List<String> overflow(boolean inbound, boolean tcp) {
        var rest = Collections.nCopies(NAMES.size() - 1, "overflow");
        var values = new ArrayList<String>(NAMES.size());
        values.add(reporter(inbound));
        values.addAll(rest);
        return tcp ? withoutCode(values) : List.copyOf(values);
    }

    private static String reporter(boolean inbound) {
        return inbound ? "destination" : "source";
    }

    private static void workload(String[] values, int at, WorkloadRef workload) {
        values[at] = known(workload.workload());
        values[at + 1] = known(workload.namespace());
        values[at + 2] = UNKNOWN; // principals come with mutual TLS
        values[at + 3] = known(workload.app());
        values[at + 4] = known(workload.version());
        values[at + 5] = known(workload.cluster());
        values[at + 6] = known(workload.canonicalService());
        values[at + 7] = known(workload.canonicalRevision());
    }

    private static String known(@Nullable String value) {
        return value == null || value.isEmpty() ? UNKNOWN : value;
    }
}
