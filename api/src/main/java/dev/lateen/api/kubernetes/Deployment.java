package dev.lateen.api.kubernetes;

import dev.lateen.api.OrderedMaps;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a mesh reads of a Kubernetes Deployment's spec.
public record Deployment(
        @Nullable Integer replicas,
        @Nullable LabelSelector selector,
        @Nullable PodTemplate template) {

    public record LabelSelector(Map<String, String> matchLabels) {
        public LabelSelector {
            matchLabels = OrderedMaps.copyOf(matchLabels);
        }
    }

    public record PodTemplate(
            @Nullable ObjectMeta metadata, @Nullable Pod spec) {}

    public record ObjectMeta(Map<String, String> labels, Map<String, String> annotations) {
        public ObjectMeta {
            labels = OrderedMaps.copyOf(labels);
            annotations = OrderedMaps.copyOf(annotations);
        }
    }
}
