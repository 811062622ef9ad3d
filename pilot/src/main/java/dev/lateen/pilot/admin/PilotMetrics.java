package dev.lateen.pilot.admin;

import dev.lateen.api.meta.Kind;
import dev.lateen.pilot.push.PushTelemetry;
import dev.lateen.pilot.push.Pusher;
import dev.lateen.pilot.registry.Registry;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/// Pilot's metrics under the names of Istio's control plane, which its dashboards ask for.
///
/// Those names end neither in `_total` nor in a unit. Prometheus registries append both to counters and timers, so
/// counters are exposed as gauges that only grow, and times as summaries of seconds.
public final class PilotMetrics implements PushTelemetry {

    private static final double[] SECONDS = {0.01, 0.05, 0.1, 0.5, 1, 3, 5, 10, 20, 30};

    private final MeterRegistry meters;
    private final Map<EventType, AtomicLong> pushes = new EnumMap<>(EventType.class);
    private final AtomicLong rejects = new AtomicLong();
    private final DistributionSummary convergence;
    private final DistributionSummary pushTime;

    public PilotMetrics(MeterRegistry meters, Registry registry) {
        this.meters = meters;
        for (EventType type : EventType.values()) {
            AtomicLong count = new AtomicLong();
            pushes.put(type, count);
            Gauge.builder("pilot_xds_pushes", count, AtomicLong::get)
                    .description("Events sent to proxies.")
                    .tag("type", type.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        gauge("pilot_total_xds_rejects", "Snapshots that proxies rejected.", rejects, AtomicLong::get);
        gauge("pilot_revision", "Current revision of the mesh.", registry, Registry::revision);
        gauge(
                "pilot_services",
                "Services known to pilot.",
                registry,
                known -> count(known, Kind.SERVICE) + count(known, Kind.SERVICE_ENTRY));
        gauge(
                "pilot_virt_services",
                "VirtualServices known to pilot.",
                registry,
                known -> count(known, Kind.VIRTUAL_SERVICE));
        gauge(
                "pilot_findings",
                "Errors and warnings of sources.",
                registry,
                known -> known.view().findings().size());
        convergence = seconds("pilot_proxy_convergence_time", "From a change to a proxy's acknowledgement of it.");
        pushTime = seconds("pilot_xds_push_time", "Time to compile a proxy's snapshot.");
    }

    public void countProxies(Pusher pusher) {
        gauge("pilot_xds", "Proxies connected.", pusher, Pusher::connectedProxies);
    }

    @Override
    public void compiled(Duration duration) {
        pushTime.record(inSeconds(duration));
    }

    @Override
    public void pushed(EventType type) {
        AtomicLong count = pushes.get(type);
        if (count != null) {
            count.incrementAndGet();
        }
    }

    @Override
    public void rejected() {
        rejects.incrementAndGet();
    }

    @Override
    public void acknowledged(Duration sinceChange) {
        convergence.record(inSeconds(sinceChange));
    }

    private static double inSeconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static long count(Registry registry, Kind kind) {
        return registry.view().entries().keySet().stream()
                .filter(key -> key.kind() == kind)
                .count();
    }

    private <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(help).strongReference(true).register(meters);
    }

    private DistributionSummary seconds(String name, String help) {
        return DistributionSummary.builder(name)
                .description(help)
                .serviceLevelObjectives(SECONDS)
                .register(meters);
    }
}
