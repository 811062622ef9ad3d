package dev.lateen.compiler;

import dev.lateen.api.networking.DestinationRule.LocalityLoadBalancerSetting;
import dev.lateen.api.networking.DestinationRule.LocalityLoadBalancerSetting.Failover;
import dev.lateen.api.networking.DestinationRule.ZoneAwareLoadBalancerSetting;
import dev.lateen.compiler.MeshService.LabelledEndpoint;
import dev.lateen.snapshot.ClusterPolicy.LocalityShare;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.ZoneAwareness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Which endpoints of a cluster a proxy prefers by where they and it are. Shares by `distribute`; else priorities,
/// which need outlier detection: without it nobody would ever fall back to the next one. Zone-aware, the own region
/// comes first in any case, and what zones are good for is left to the proxy, which knows who is ejected.
final class LocalityCompiler {

    /// Distance of a place that the failover does not name.
    private static final int FARTHEST = 4;

    private static final int REGION_ELSEWHERE = 3;
    private static final int MIN_CLUSTER_SIZE = 6;

    private final ProxyView view;
    private final @Nullable Workload own;
    private final Locality locality;
    private final Map<String, String> labels;
    private @Nullable List<LocalityShare> callers;

    LocalityCompiler(ProxyView view) {
        var node = view.node();
        this.view = view;
        this.own = view.mesh().workloads().stream()
                .filter(workload -> workload.name().equals(node.name())
                        && workload.namespace().equals(node.namespace()))
                .findFirst()
                .orElse(null);
        this.locality = own == null ? Locality.of(null, node.labels()) : own.locality();
        this.labels = new HashMap<>(locality.labels());
        labels.putAll(node.labels());
    }

    List<LocalityShare> shares(EffectivePolicy policy, List<LabelledEndpoint> endpoints) {
        var to = distribution(policy);
        return to == null ? List.of() : shares(to, endpoints);
    }

    /// Those that a distribution lets requests go to: where it names places and nobody is there, nobody, as in Istio.
    List<LabelledEndpoint> within(EffectivePolicy policy, List<LabelledEndpoint> endpoints) {
        var to = distribution(policy);
        return to == null
                ? endpoints
                : endpoints.stream()
                        .filter(each -> to.keySet().stream().anyMatch(Locality.of(text(each))::isWithin))
                        .toList();
    }

    /// What the first rule says that this proxy is within; null when there is none.
    private @Nullable Map<String, Integer> distribution(EffectivePolicy policy) {
        var setting = setting(policy);
        return setting == null
                ? null
                : setting.distribute().stream()
                        .filter(each -> each.from() != null && locality.isWithin(each.from()))
                        .findFirst()
                        .map(LocalityLoadBalancerSetting.Distribute::to)
                        .orElse(null);
    }

    /// A share of several localities is divided by the weights of their endpoints; the more exact name comes first.
    private static List<LocalityShare> shares(Map<String, Integer> to, List<LabelledEndpoint> endpoints) {
        var left = new LinkedHashMap<String, Integer>();
        endpoints.forEach(
                each -> left.merge(text(each), Math.max(1, each.endpoint().weight()), Integer::sum));
        var shares = new ArrayList<LocalityShare>();
        var names = to.keySet().stream()
                .sorted(Comparator.comparing((String name) -> name.contains("*"))
                        .thenComparing(Comparator.comparingInt(String::length).reversed())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (var name : names) {
            var matched = left.keySet().stream()
                    .filter(text -> Locality.of(text).isWithin(name))
                    .toList();
            int total = matched.stream().mapToInt(left::get).sum();
            for (var text : matched) {
                int weight = Objects.requireNonNullElse(left.remove(text), 1);
                shares.add(new LocalityShare(text, Math.ceilDiv(to.getOrDefault(name, 0) * weight, total)));
            }
        }
        return shares;
    }

    private static String text(LabelledEndpoint each) {
        var text = each.endpoint().locality();
        return text == null ? "" : text;
    }

    List<Endpoint> prioritised(EffectivePolicy policy, List<LabelledEndpoint> endpoints) {
        var zoneAware = zoneAware(policy);
        if (zoneAware != null && locality.text() != null) {
            return prioritised(endpoints, each -> distance(each, zoneAware));
        }
        var setting = setting(policy);
        if (zoneAware != null
                || setting == null
                || policy.outlierDetection() == null
                || !setting.distribute().isEmpty()) {
            return endpoints.stream().map(LabelledEndpoint::endpoint).toList();
        }
        return prioritised(endpoints, each -> distance(each, setting));
    }

    private static List<Endpoint> prioritised(
            List<LabelledEndpoint> endpoints, ToIntFunction<LabelledEndpoint> distance) {
        int[] distances = endpoints.stream().mapToInt(distance).toArray();
        var levels = IntStream.of(distances).distinct().sorted().boxed().toList();
        return IntStream.range(0, distances.length)
                .mapToObj(i -> endpoints.get(i).endpoint().withPriority(levels.indexOf(distances[i])))
                .toList();
    }

    /// Null when zones do not count.
    private static @Nullable ZoneAwareLoadBalancerSetting zoneAware(EffectivePolicy policy) {
        var balancer = policy.loadBalancer();
        var given = balancer == null ? null : balancer.zoneAwareLbSetting();
        return given == null || Boolean.FALSE.equals(given.enabled()) ? null : given;
    }

    /// Whether zones would count if it were known where the proxy is.
    boolean lacksOwnPlace(EffectivePolicy policy) {
        return zoneAware(policy) != null && locality.text() == null;
    }

    /// Null when zones do not count. A key that belongs to one endpoint does so for callers of all zones, as in Envoy.
    @Nullable
    ZoneAwareness zones(EffectivePolicy policy) {
        var setting = zoneAware(policy);
        var here = locality.text();
        var balancer = policy.loadBalancer();
        if (setting == null || here == null || (balancer != null && balancer.consistentHash() != null)) {
            return null;
        }
        callers = callers == null ? callers(here) : callers;
        return new ZoneAwareness(here, callers, Objects.requireNonNullElse(setting.minClusterSize(), MIN_CLUSTER_SIZE));
    }

    /// The workloads of the proxy's own service. A proxy that is not registered as one calls all the same.
    private List<LocalityShare> callers(String here) {
        var node = view.node();
        var self = own == null ? Workload.ref(node.name(), node.namespace(), node.labels()) : own.ref();
        var calls = new TreeMap<String, Long>();
        for (var workload : view.mesh().workloads()) {
            if (workload.namespace().equals(node.namespace())
                    && workload.ref().canonicalService().equals(self.canonicalService())) {
                var place = Objects.requireNonNullElse(workload.locality().text(), "");
                var weight = workload.entry().weight();
                calls.merge(place, weight == null ? 1L : Math.max(1, weight), Long::sum);
            }
        }
        if (own == null) {
            calls.merge(here, 1L, Long::sum);
        }
        return calls.entrySet().stream()
                .map(entry -> new LocalityShare(entry.getKey(), Math.clamp(entry.getValue(), 1, Integer.MAX_VALUE)))
                .toList();
    }

    /// Null when localities do not count. Istio: by itself they do.
    private static @Nullable LocalityLoadBalancerSetting setting(EffectivePolicy policy) {
        var balancer = policy.loadBalancer();
        var given = balancer == null ? null : balancer.localityLbSetting();
        if (given == null) {
            return new LocalityLoadBalancerSetting(List.of(), List.of(), List.of(), true);
        }
        return Boolean.FALSE.equals(given.enabled()) ? null : given;
    }

    /// Istio: by labels, and among equals by region.
    private int distance(LabelledEndpoint each, ZoneAwareLoadBalancerSetting setting) {
        int region = distance(Locality.of(each.endpoint().locality()), setting.failover());
        return distance(each, setting.failoverPriority()) * (FARTHEST + 1) + Math.max(REGION_ELSEWHERE - 1, region);
    }

    /// Istio: by labels where there are such priorities, and among equals by place only when both are written down.
    private int distance(LabelledEndpoint each, LocalityLoadBalancerSetting setting) {
        boolean byLabels = !setting.failoverPriority().isEmpty();
        boolean byPlace = !byLabels || !setting.failover().isEmpty();
        return (byLabels ? distance(each, setting.failoverPriority()) * (FARTHEST + 1) : 0)
                + (byPlace ? distance(Locality.of(each.endpoint().locality()), setting.failover()) : 0);
    }

    private int distance(Locality endpoint, List<Failover> failover) {
        int distance = locality.distance(endpoint);
        if (distance < REGION_ELSEWHERE) {
            return distance;
        }
        for (var rule : failover) {
            if (locality.region().equals(rule.from())) {
                return endpoint.region().equals(rule.to()) ? REGION_ELSEWHERE : FARTHEST;
            }
        }
        return REGION_ELSEWHERE;
    }

    /// How many of the labels differ, from the first one that does on.
    private int distance(LabelledEndpoint each, List<String> priorities) {
        var known = new HashMap<>(Locality.of(each.endpoint().locality()).labels());
        known.putAll(each.labels());
        int same = 0;
        for (var priority : priorities) {
            int equals = priority.indexOf('=');
            var name = equals < 0 ? priority : priority.substring(0, equals);
            var wanted = equals < 0 ? labels.getOrDefault(name, "") : priority.substring(equals + 1);
            if (!wanted.equals(known.getOrDefault(name, ""))) {
                break;
            }
            same++;
        }
        return priorities.size() - same;
    }
}
