package dev.lateen.api.telemetry;

import dev.lateen.api.OrderedMaps;
import dev.lateen.api.type.PolicyTargetReference;
import dev.lateen.api.type.WorkloadSelector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What proxies tell of the traffic; field by field Istio's `telemetry.istio.io/Telemetry`.
public record Telemetry(
        @Nullable WorkloadSelector selector,
        @Nullable PolicyTargetReference targetRef,
        List<PolicyTargetReference> targetRefs,
        List<Tracing> tracing,
        List<Metrics> metrics,
        List<AccessLogging> accessLogging) {

    public Telemetry {
        targetRefs = List.copyOf(targetRefs);
        tracing = List.copyOf(tracing);
        metrics = List.copyOf(metrics);
        accessLogging = List.copyOf(accessLogging);
    }

    public record ProviderRef(@Nullable String name) {}

    public enum WorkloadMode {
        CLIENT_AND_SERVER,
        CLIENT,
        SERVER
    }

    public record Tracing(
            @Nullable TracingSelector match,
            List<ProviderRef> providers,
            @Nullable Double randomSamplingPercentage,
            @Nullable Boolean disableSpanReporting,
            @Nullable Boolean disableContextPropagation,
            Map<String, CustomTag> customTags,
            @Nullable Boolean useRequestIdForTraceSampling,
            @Nullable Boolean enableIstioTags) {
        public Tracing {
            providers = List.copyOf(providers);
            customTags = OrderedMaps.copyOf(customTags);
        }

        public record TracingSelector(@Nullable WorkloadMode mode) {}

        public record CustomTag(
                @Nullable Literal literal,
                @Nullable Environment environment,
                @Nullable RequestHeader header,
                @Nullable Formatter formatter) {}

        public record Literal(@Nullable String value) {}

        public record Environment(
                @Nullable String name, @Nullable String defaultValue) {}

        public record RequestHeader(
                @Nullable String name, @Nullable String defaultValue) {}

        public record Formatter(@Nullable String value) {}
    }

    public record Metrics(
            List<ProviderRef> providers,
            List<MetricsOverrides> overrides,
            @Nullable Duration reportingInterval) {
        public Metrics {
            providers = List.copyOf(providers);
            overrides = List.copyOf(overrides);
        }

        public record MetricsOverrides(
                @Nullable MetricSelector match, @Nullable Boolean disabled, Map<String, TagOverride> tagOverrides) {
            public MetricsOverrides {
                tagOverrides = OrderedMaps.copyOf(tagOverrides);
            }
        }

        public record MetricSelector(
                @Nullable IstioMetric metric,
                @Nullable String customMetric,
                @Nullable WorkloadMode mode) {}

        public enum IstioMetric {
            ALL_METRICS,
            REQUEST_COUNT,
            REQUEST_DURATION,
            REQUEST_SIZE,
            RESPONSE_SIZE,
            TCP_OPENED_CONNECTIONS,
            TCP_CLOSED_CONNECTIONS,
            TCP_SENT_BYTES,
            TCP_RECEIVED_BYTES,
            GRPC_REQUEST_MESSAGES,
            GRPC_RESPONSE_MESSAGES
        }

        /// @param operation null means UPSERT
        public record TagOverride(
                @Nullable Operation operation, @Nullable String value) {
            public enum Operation {
                UPSERT,
                REMOVE
            }
        }
    }

    public record AccessLogging(
            @Nullable LogSelector match,
            List<ProviderRef> providers,
            @Nullable Boolean disabled,
            @Nullable Filter filter) {
        public AccessLogging {
            providers = List.copyOf(providers);
        }

        public record LogSelector(@Nullable WorkloadMode mode) {}

        public record Filter(@Nullable String expression) {}
    }
}
