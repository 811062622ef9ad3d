package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.exchange.Destinations.Original;
import dev.lateen.proxy.http1.Authorities;
import dev.lateen.proxy.http1.HeaderId;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.route.CompiledRoute;
import dev.lateen.snapshot.route.RequestHead;
import dev.lateen.snapshot.route.RouteTable;
import org.jspecify.annotations.Nullable;

/// The way of a request to its first attempt: the routes of its port, the rule that takes it, what stands before the
/// rule's action, the action, the destination, its endpoint. Any stage may answer instead of passing on, or wait. What
/// they find is the exchange's; nothing is kept here. Event loop only.
final class Routing {

    private static final int HTTP_PORT = 80;

    private Routing() {}

    static void begin(Exchange exchange) {
        var head = exchange.head;
        if (exchange.isConnect() && !mayConnect(exchange)) {
            exchange.reply(LocalReplies.connectRefused(exchange.kind, port(head)));
            return;
        }
        readPeer(exchange);
        if (exchange.kind == Listener.Kind.GATEWAY && exchange.worker.config().trustedProxies() > 0) {
            head.believeForwardedProto();
        }
        decide(exchange);
    }

    /// Only an application's own proxy leads its client where that wants to go.
    private static boolean mayConnect(Exchange exchange) {
        return exchange.kind == Listener.Kind.OUTBOUND
                && exchange.worker.config().connectPorts().allow(port(exchange.head));
    }

    private static int port(RequestHeadBuffer head) {
        long authority = head.authority();
        return Authorities.port(head.bytes(), RequestHead.start(authority), RequestHead.end(authority), HTTP_PORT);
    }

    private static void readPeer(Exchange exchange) {
        // Without a proven identity, an address outside the private ranges is nobody's of the mesh.
        if (exchange.kind == Listener.Kind.INBOUND
                && exchange.downstream.client().internal()) {
            var head = exchange.head;
            int index = head.indexOf(HeaderId.ENVOY_PEER_METADATA);
            if (index >= 0) {
                long value = head.headerValue(index);
                exchange.outcome.peer =
                        exchange.worker.peers().decode(head.bytes(), RequestHead.start(value), RequestHead.end(value));
            }
        }
    }

    /// By the snapshot that is the exchange's now.
    static void decide(Exchange exchange) {
        var routes = exchange.rules().listener().table(port(exchange.head));
        exchange.table = routes;
        if (routes == null) {
            exchange.outcome.routeName = "block_all";
            exchange.reply(LocalReplies.BLOCK_ALL);
            return;
        }
        var route = routes.match(exchange.head);
        if (route == null) {
            undecided(exchange, routes.unloaded(exchange.head));
            return;
        }
        take(exchange, routes, route);
    }

    private static void undecided(Exchange exchange, @Nullable String unloaded) {
        if (unloaded == null) {
            exchange.reply(LocalReplies.noRoute());
        } else {
            HostLoading.begin(exchange, unloaded);
        }
    }

    private static void take(Exchange exchange, RouteTable routes, CompiledRoute route) {
        var snapshot = exchange.rules().snapshot();
        var outcome = exchange.outcome;
        snapshot.called(route);
        outcome.routeName = route.route().name();
        outcome.statPrefix = route.route().statPrefix();
        var ramp = route.route().ramp();
        outcome.meter = ramp == null ? null : ramp.meter();
        var cors = route.route().cors();
        var verdict = cors == null ? null : snapshot.cors(route, cors).of(exchange.head);
        if (verdict != null) {
            exchange.alsoEdit(verdict.edits());
            if (verdict.preflight()) {
                exchange.answer(AnswerPlan.PREFLIGHT);
                return;
            }
        }
        var fault = route.route().fault();
        boolean ofAttempts = !exchange.isConnect() && route.route().action() instanceof RouteAction.Forward;
        if (fault == null || (ofAttempts && !fault.wholeRequest())) {
            act(exchange, routes, route);
        } else {
            var then = new FaultStage.Outcome(
                    () -> act(exchange, routes, route), abort -> FaultStage.answer(exchange, abort));
            FaultStage.inject(exchange, fault, then);
        }
    }

    private static void act(Exchange exchange, RouteTable routes, CompiledRoute route) {
        var snapshot = exchange.rules().snapshot();
        switch (route.route().action()) {
            case RouteAction.Refuse refuse -> exchange.reply(LocalReplies.refused(refuse));
            case RouteAction.Redirect redirect ->
                exchange.answer(snapshot.answer(route, () -> AnswerPlan.of(redirect)));
            case RouteAction.DirectResponse direct ->
                exchange.answer(snapshot.answer(route, () -> AnswerPlan.of(direct)));
            case RouteAction.Forward forward -> forward(exchange, snapshot.plan(routes, route, forward));
        }
    }

    private static void forward(Exchange exchange, PlannedRoute route) {
        var plan = route.plan();
        var destination = route.pick(exchange);
        exchange.forward(plan, destination);
        var cluster = destination.cluster();
        if (cluster == null) {
            exchange.fail(LocalReplies.noCluster(destination.clusterName()));
            return;
        }
        exchange.limit(CallerTimeout.millis(exchange, plan.timeoutMillis));
        var endpoints = cluster.endpoints();
        if (endpoints.size() > 0) {
            attempt(exchange, plan, destination, endpoints);
        } else {
            boolean chooses = exchange.kind == Listener.Kind.OUTBOUND;
            var original = chooses ? Original.of(exchange.head, exchange.downstream.client()) : null;
            Destinations.find(exchange.worker, cluster, original, new Seeking(exchange, plan, destination));
        }
    }

    /// An exchange while names are resolved.
    private record Seeking(Exchange exchange, RoutePlan plan, RoutePlan.Destination destination)
            implements Destinations.Seeker {

        @Override
        public boolean isOver() {
            return exchange.isFinished();
        }

        @Override
        public void found(EndpointSet endpoints) {
            attempt(exchange, plan, destination, endpoints);
        }

        @Override
        public void notFound(LocalReply why) {
            exchange.fail(why);
            exchange.downstream.flush();
        }
    }

    private static void attempt(
            Exchange exchange, RoutePlan plan, RoutePlan.Destination destination, EndpointSet endpoints) {
        int endpoint = destination.pick(exchange, endpoints);
        if (endpoint < 0) {
            exchange.fail(LocalReplies.noneUsable(endpoints));
        } else if (exchange.isConnect()) {
            new ConnectAttempt(exchange, endpoints).start(endpoint);
        } else {
            exchange.attempt(new Attempts(exchange, plan, destination, endpoints), endpoint);
        }
    }
}
