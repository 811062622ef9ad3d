package dev.lateen.api.kubernetes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a mesh reads of a Kubernetes Pod's spec.
public record Pod(
        List<Container> containers,
        List<Container> initContainers,
        @Nullable String serviceAccountName,
        @Nullable String nodeName,
        @Nullable Boolean hostNetwork) {

    public Pod {
        containers = List.copyOf(containers);
        initContainers = List.copyOf(initContainers);
    }

    public record Container(@Nullable String name, @Nullable String image, List<ContainerPort> ports) {
        public Container {
            ports = List.copyOf(ports);
        }
    }

    public record ContainerPort(
            @Nullable String name,
            @Nullable Integer containerPort,
            @Nullable String protocol) {}
}
