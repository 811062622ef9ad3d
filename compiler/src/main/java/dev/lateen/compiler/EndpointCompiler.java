package dev.lateen.compiler;

import dev.lateen.api.kubernetes.Service.ServicePort;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.compiler.MeshService.LabelledEndpoint;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Workloads to the endpoints of one port of a service: the workload's own port of that name, else the target port,
/// else the service's port.
final class EndpointCompiler {

    private static final Comparator<LabelledEndpoint> ORDER = Comparator.comparing(
                    (LabelledEndpoint labelled) -> labelled.endpoint().address())
            .thenComparing(labelled -> labelled.endpoint().port())
            .thenComparing(labelled -> labelled.endpoint().workload().workload());

    private EndpointCompiler() {}

    /// Of a Service, whose endpoints are addresses.
    static List<LabelledEndpoint> compile(ServicePort port, int number, List<Workload> workloads) {
        var endpoints = new ArrayList<LabelledEndpoint>();
        for (var workload : workloads) {
            var own = own(workload, port.name());
            if (own == null) {
                own = own(workload, port.targetPort());
            }
            int target = own == null ? numeric(port.targetPort(), number) : own;
            add(endpoints, workload, target, Discovery.STATIC);
        }
        endpoints.sort(ORDER);
        return endpoints;
    }

    static List<LabelledEndpoint> compile(
            ServiceEntry.ServicePort port, int number, Discovery discovery, List<Workload> workloads) {
        var endpoints = new ArrayList<LabelledEndpoint>();
        for (var workload : workloads) {
            var own = own(workload, port.name());
            var target = port.targetPort();
            add(endpoints, workload, own != null ? own : target != null && target > 0 ? target : number, discovery);
        }
        endpoints.sort(ORDER);
        return endpoints;
    }

    /// To an external name, at the target port if there is one.
    static List<LabelledEndpoint> external(ServicePort port, int number, Workload workload) {
        var endpoints = new ArrayList<LabelledEndpoint>();
        add(endpoints, workload, numeric(port.targetPort(), number), Discovery.DNS_ROUND_ROBIN);
        return endpoints;
    }

    /// Whether it is an IP address literal.
    static boolean isAddress(String address) {
        return address.indexOf(':') >= 0
                ? !address.contains("/")
                : !address.isEmpty() && address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /// Whether it is a Unix domain socket, which is not connected to.
    static boolean isSocket(String address) {
        return address.contains("/");
    }

    private static void add(List<LabelledEndpoint> endpoints, Workload workload, int port, Discovery discovery) {
        var address = workload.entry().address();
        boolean usable = address != null
                && switch (discovery) {
                    case STATIC -> isAddress(address);
                    case DNS, DNS_ROUND_ROBIN -> !address.isEmpty() && !isSocket(address);
                    case ORIGINAL_DESTINATION -> false;
                };
        if (address == null || !usable) {
            return;
        }
        var weight = workload.entry().weight();
        var endpoint = new Endpoint(
                        address, port, weight == null ? 1 : Math.max(1, weight), workload.meshPeer(), workload.ref())
                .withLocality(workload.locality().text());
        endpoints.add(new LabelledEndpoint(workload.labels(), endpoint));
    }

    private static @Nullable Integer own(Workload workload, @Nullable String portName) {
        return portName == null ? null : workload.entry().ports().get(portName);
    }

    private static int numeric(@Nullable String targetPort, int otherwise) {
        if (targetPort == null || targetPort.isEmpty() || targetPort.length() > 5) {
            return otherwise;
        }
        boolean digits = targetPort.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(targetPort) : 0;
        return number == 0 ? otherwise : number;
    }
}
