package dev.lateen.pilot.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lateen.pilot.http.BrowserGuard;
import dev.lateen.pilot.push.Pusher;
import dev.lateen.snapshot.push.ProxyStatus;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Metrics, readiness and debugging on the port that Istio's control plane has them on.
public final class MonitoringServer {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Pusher pusher;
    private final Supplier<String> metricsText;
    private final BrowserGuard guard;
    private final BooleanSupplier ready;

    public MonitoringServer(Pusher pusher, Supplier<String> metricsText, BrowserGuard guard, BooleanSupplier ready) {
        this.pusher = pusher;
        this.metricsText = metricsText;
        this.guard = guard;
        this.ready = ready;
    }

    public Handler<HttpServerRequest> handler(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            String objection = guard.objection(context.request());
            if (objection == null) {
                context.next();
            } else {
                context.response().setStatusCode(403).end(objection + "\n");
            }
        });
        router.get("/metrics").handler(this::metrics);
        router.get("/ready").handler(this::ready);
        router.get("/debug/syncz").handler(this::synchronization);
        return router;
    }

    private void metrics(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS_TEXT).end(metricsText.get());
    }

    private void ready(RoutingContext context) {
        boolean isReady = ready.getAsBoolean();
        context.response().setStatusCode(isReady ? 200 : 503).end(isReady ? "ready\n" : "loading resources\n");
    }

    private void synchronization(RoutingContext context) {
        Vertx vertx = context.vertx();
        var loop = vertx.getOrCreateContext();
        var _ = pusher.proxies()
                .whenComplete((statuses, failure) -> loop.runOnContext(ignored -> {
                    if (failure != null) {
                        context.fail(failure);
                    } else {
                        context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                .end(describe(statuses) + "\n");
                    }
                }));
    }

    private static ArrayNode describe(List<ProxyStatus> statuses) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (ProxyStatus status : statuses) {
            list.addObject()
                    .put("proxy", status.proxy())
                    .put("proxy_type", status.role().name())
                    .put("sent", status.id())
                    .put("acked", status.ackedId())
                    .put("revision", status.ackedRevision())
                    .put("state", state(status));
        }
        return list;
    }

    private static String state(ProxyStatus status) {
        if (!status.connected()) {
            return "DISCONNECTED";
        }
        if (status.error() != null) {
            return "REJECTED";
        }
        if (status.id() == null) {
            return "NOT SENT";
        }
        return Objects.equals(status.id(), status.ackedId()) ? "SYNCED" : "STALE";
    }
}
