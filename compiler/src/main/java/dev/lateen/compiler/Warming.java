package dev.lateen.compiler;

import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.Destination;
import dev.lateen.api.networking.VirtualService.HTTPRouteDestination;
import dev.lateen.api.networking.VirtualService.RouteDestination;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes any order of changes safe: of resources that need each other, the old ones stay in force until the new ones
/// are complete.
///
/// - A VirtualService whose new version routes to a service or subset that nobody defines yet, or delegates to what is
///   not there yet, is *warming*: its last version stays, as long as that one is complete.
/// - A DestinationRule whose new version (or whose deletion) takes away a subset that routes in force still use is
///   *draining*: its last version stays until no route needs it. So does a delegate that is deleted.
///
/// A resource without an earlier version is used as it is: such a route answers 503 NC, as in Istio. Pure.
public final class Warming {

    private final Map<ResourceKey, Resource<?>> before;
    private final Map<ResourceKey, Resource<?>> inForce = new LinkedHashMap<>();
    private final List<Violation> held = new ArrayList<>();
    private final Set<String> hosts;
    private final Set<Target> defined;

    /// @param resources what proxies should run on
    /// @param held a warning for each resource whose last version stays in force, with what it waits for
    public record Settled(List<Resource<?>> resources, List<Violation> held) {
        public Settled {
            resources = List.copyOf(resources);
            held = List.copyOf(held);
        }
    }

    /// What a VirtualService cannot do without.
    private sealed interface Need {}

    /// A subset of a host that a route sends to; null for the host as a whole.
    private record Target(String host, @Nullable String subset) implements Need {
        /// The host of a rule may be a wildcard.
        private boolean serves(Target other) {
            return Objects.equals(subset, other.subset) && Hostname.matches(host, other.host);
        }

        @Override
        public String toString() {
            return subset == null ? "host \"" + host + "\"" : "subset \"" + subset + "\" of \"" + host + "\"";
        }
    }

    /// A VirtualService that another one delegates to.
    private record Delegated(String namespace, String name) implements Need {
        @Override
        public String toString() {
            return "delegate " + namespace + "/" + name;
        }
    }

    private Warming(Collection<? extends Resource<?>> before, Collection<? extends Resource<?>> wanted) {
        this.before = before.stream().collect(Collectors.toMap(Resource::key, resource -> resource, (a, b) -> a));
        wanted.forEach(resource -> inForce.put(resource.key(), resource));
        this.hosts = hosts(wanted);
        this.defined = subsets(wanted);
    }

    /// @param before what is in force now
    /// @param wanted what the user has asked for
    public static Settled settle(Collection<? extends Resource<?>> before, Collection<? extends Resource<?>> wanted) {
        Warming warming = new Warming(before, wanted);
        warming.holdVirtualServices();
        warming.holdDelegates();
        warming.holdDestinationRules();
        return new Settled(List.copyOf(warming.inForce.values()), warming.held);
    }

    private void holdVirtualServices() {
        Set<Target> known = subsets(before.values());
        for (Resource<?> resource : List.copyOf(inForce.values())) {
            Resource<?> last = before.get(resource.key());
            if (last == null
                    || !(resource.spec() instanceof VirtualService spec)
                    || last.spec().equals(spec)) {
                continue;
            }
            List<Need> missing = needs(resource, spec).stream()
                    .filter(need -> isMissing(need, defined))
                    .toList();
            if (!missing.isEmpty()
                    && last.spec() instanceof VirtualService old
                    && needs(last, old).stream()
                            .noneMatch(need -> isMissing(need, defined) && isMissing(need, known))) {
                inForce.put(last.key(), last);
                held.add(Violation.warning(
                        resource, "spec", missing.getFirst() + " is not defined yet; the last version stays in force"));
            }
        }
    }

    /// A delegate that is gone stays as long as a rule in force delegates to it.
    private void holdDelegates() {
        Set<Need> needed = needsInForce()
                .filter(need -> need instanceof Delegated && isMissing(need, defined))
                .collect(Collectors.toSet());
        for (Resource<?> last : before.values()) {
            if (isDelegate(last) && needed.contains(delegated(last))) {
                Resource<?> now = inForce.get(last.key());
                inForce.put(last.key(), last);
                held.add(Violation.warning(
                        now == null ? last : now,
                        "spec",
                        "rules in force still delegate to it; the last version stays in force until they do not"));
            }
        }
    }

    private void holdDestinationRules() {
        Set<Target> needed = needsInForce()
                .filter(Target.class::isInstance)
                .map(Target.class::cast)
                .filter(need -> need.subset() != null && isMissing(need, defined))
                .collect(Collectors.toSet());
        if (needed.isEmpty()) {
            return;
        }
        for (Resource<?> last : before.values()) {
            Resource<?> now = inForce.get(last.key());
            if (!(last.spec() instanceof DestinationRule)
                    || (now != null && now.spec().equals(last.spec()))) {
                continue;
            }
            Set<Target> offered = subsets(List.of(last));
            needed.stream()
                    .filter(need -> !isMissing(need, offered))
                    .findFirst()
                    .ifPresent(need -> {
                        inForce.put(last.key(), last);
                        held.add(Violation.warning(
                                now == null ? last : now,
                                "spec.subsets",
                                "routes in force still use " + need
                                        + "; the last version stays in force until they do not"));
                    });
        }
    }

    private Stream<Need> needsInForce() {
        return inForce.values().stream()
                .filter(resource -> resource.spec() instanceof VirtualService)
                .flatMap(resource -> needs(resource, (VirtualService) resource.spec()).stream());
    }

    private boolean isMissing(Need need, Set<Target> subsets) {
        return switch (need) {
            case Delegated delegate -> {
                Resource<?> there =
                        inForce.get(new ResourceKey(Kind.VIRTUAL_SERVICE, delegate.namespace(), delegate.name()));
                yield there == null || !isDelegate(there);
            }
            // Nearly every need is met by its own name; only wildcards and what is missing need the long way.
            case Target target ->
                target.subset() == null
                        ? !hosts.contains(target.host())
                                && hosts.stream().noneMatch(host -> Hostname.matches(target.host(), host))
                        : !subsets.contains(target) && subsets.stream().noneMatch(subset -> subset.serves(target));
        };
    }

    private static boolean isDelegate(Resource<?> resource) {
        return resource.spec() instanceof VirtualService spec && spec.hosts().isEmpty();
    }

    private static Delegated delegated(Resource<?> resource) {
        return new Delegated(resource.key().namespace(), resource.key().name());
    }

    private static Set<Need> needs(Resource<?> resource, VirtualService spec) {
        String namespace = resource.key().namespace();
        Stream<Need> targets = destinations(spec)
                .filter(destination -> destination.host() != null)
                .map(destination -> new Target(
                        Hostname.resolveShort(String.valueOf(destination.host()), namespace), destination.subset()));
        Stream<Need> delegates = spec.http().stream()
                .flatMap(rule -> Stream.ofNullable(rule.delegate()))
                .map(delegate ->
                        new Delegated(Delegates.namespace(delegate, namespace), String.valueOf(delegate.name())));
        return Stream.concat(targets, delegates).collect(Collectors.toSet());
    }

    private static Stream<Destination> destinations(VirtualService spec) {
        var http = spec.http().stream().flatMap(rule -> rule.route().stream()).map(HTTPRouteDestination::destination);
        var streams = Stream.concat(
                        spec.tls().stream().flatMap(rule -> rule.route().stream()),
                        spec.tcp().stream().flatMap(rule -> rule.route().stream()))
                .map(RouteDestination::destination);
        return Stream.concat(http, streams).flatMap(Stream::ofNullable);
    }

    private static Set<Target> subsets(Collection<? extends Resource<?>> resources) {
        return resources.stream()
                .filter(resource -> resource.spec() instanceof DestinationRule rule && rule.host() != null)
                .flatMap(resource -> {
                    DestinationRule rule = (DestinationRule) resource.spec();
                    String host = Hostname.resolveShort(
                            String.valueOf(rule.host()), resource.key().namespace());
                    return rule.subsets().stream().map(subset -> new Target(host, String.valueOf(subset.name())));
                })
                .collect(Collectors.toSet());
    }

    private static Set<String> hosts(Collection<? extends Resource<?>> resources) {
        Set<String> hosts = new TreeSet<>();
        for (Resource<?> resource : resources) {
            switch (resource.spec()) {
                case Service ignored ->
                    hosts.add(
                            Hostname.fqdn(resource.key().name(), resource.key().namespace()));
                case ServiceEntry entry -> hosts.addAll(entry.hosts());
                default -> {}
            }
        }
        return hosts;
    }
}
