package dev.lateen.api.networking;

import dev.lateen.api.OrderedMaps;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template for workload entries; field by field Istio's `networking.istio.io/WorkloadGroup`.
public record WorkloadGroup(
        @Nullable ObjectMeta metadata,
        @Nullable WorkloadEntry template,
        @Nullable ReadinessProbe probe) {

    public record ObjectMeta(Map<String, String> labels, Map<String, String> annotations) {
        public ObjectMeta {
            labels = OrderedMaps.copyOf(labels);
            annotations = OrderedMaps.copyOf(annotations);
        }
    }

    public record ReadinessProbe(
            @Nullable Integer initialDelaySeconds,
            @Nullable Integer timeoutSeconds,
            @Nullable Integer periodSeconds,
            @Nullable Integer successThreshold,
            @Nullable Integer failureThreshold,
            @Nullable HTTPHealthCheckConfig httpGet,
            @Nullable TCPHealthCheckConfig tcpSocket,
            @Nullable ExecHealthCheckConfig exec,
            @Nullable GrpcHealthCheckConfig grpc) {}

    public record HTTPHealthCheckConfig(
            @Nullable String path,
            @Nullable Integer port,
            @Nullable String host,
            @Nullable String scheme,
            List<HTTPHeader> httpHeaders) {
        public HTTPHealthCheckConfig {
            httpHeaders = List.copyOf(httpHeaders);
        }
    }

    public record HTTPHeader(
            @Nullable String name, @Nullable String value) {}

    public record TCPHealthCheckConfig(
            @Nullable String host, @Nullable Integer port) {}

    public record ExecHealthCheckConfig(List<String> command) {
        public ExecHealthCheckConfig {
            command = List.copyOf(command);
        }
    }

    public record GrpcHealthCheckConfig(
            @Nullable Integer port, @Nullable String service) {}
}
