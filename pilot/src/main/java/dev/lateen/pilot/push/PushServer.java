package dev.lateen.pilot.push;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lateen.compiler.PushChannel;
import dev.lateen.pilot.http.BrowserGuard;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.Demand;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyNodes;
import dev.lateen.snapshot.push.Report;
import dev.lateen.snapshot.push.SnapshotJson;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The config-push API as an HTTP handler.
public final class PushServer {

    private static final Logger LOGGER = Logger.getLogger(PushServer.class);
    private static final long MAX_ACK = 64 << 10;
    private static final long MAX_DEMAND = 512 << 10;
    private static final long MAX_REPORT = 1 << 20;
    private static final String DEMAND = "/v1/config/demand";
    private static final String REPORT = "/v1/report";
    private static final int LONGEST_EVENT_ID = 128;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s)");

    private static final String NOT_THE_TOKEN =
            "Authorization: not the token of this mesh (expected: that in proxy-token of its home)";

    private static final String UNPROVEN =
            "a call without the token of this mesh, or of a stream without it (expected: that in proxy-token of its"
                    + " home, from this machine)";

    private final Pusher pusher;
    private final Registry registry;
    private final Access access;
    private final Vertx vertx;

    /// Who may ask, and for what.
    public record Access(ProxyToken token, BrowserGuard guard) {}

    public PushServer(Pusher pusher, Registry registry, Access access, Vertx vertx) {
        this.pusher = pusher;
        this.registry = registry;
        this.access = access;
        this.vertx = vertx;
    }

    public Handler<HttpServerRequest> handler() {
        Router router = Router.router(vertx);
        router.route().handler(this::admit);
        router.get("/v1/config/stream").handler(this::stream);
        router.post("/v1/config/ack")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_ACK))
                .handler(this::acknowledge);
        router.post(DEMAND)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_DEMAND))
                .handler(this::demand);
        router.post(REPORT)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_REPORT))
                .handler(this::report);
        router.get("/v1/proxies").handler(this::proxies);
        router.get("/v1/proxies/:id/config").handler(this::config);
        router.get("/v1/revision").handler(this::revision);
        router.get("/v1/revisions/:revision").handler(this::await);
        router.get("/v1/warnings").handler(this::warnings);
        router.route()
                .handler(context ->
                        fail(context, 404, "no such path: " + context.request().path()));
        router.route().failureHandler(PushServer::broken);
        return router;
    }

    private void admit(RoutingContext context) {
        String objection = access.guard().objection(context.request());
        if (objection == null) {
            context.next();
        } else {
            fail(context, 403, objection);
        }
    }

    private void stream(RoutingContext context) {
        HttpServerRequest request = context.request();
        String lastEventId = request.getHeader("Last-Event-ID");
        ProxyNode node;
        try {
            node = ProxyNodes.fromQuery(request.query() == null ? "" : request.query());
        } catch (IllegalArgumentException e) {
            fail(context, 400, String.valueOf(e.getMessage()));
            return;
        }
        if (lastEventId != null && (lastEventId.isEmpty() || lastEventId.length() > LONGEST_EVENT_ID)) {
            lastEventId = null;
        }
        Optional<PushChannel> channel = access.token().channel(request);
        if (channel.isEmpty()) {
            fail(context, 401, NOT_THE_TOKEN);
            return;
        }
        AtomicReference<@Nullable EventStream> opened = new AtomicReference<>();
        EventStream stream = new EventStream(request, vertx, () -> {
            EventStream closed = opened.get();
            if (closed != null) {
                pusher.disconnected(node.id(), closed);
            }
        });
        opened.set(stream);
        pusher.connect(new Subscriber(node, channel.get(), usedHosts(request)), stream, lastEventId);
    }

    /// Null when the proxy wants everything at once.
    private static @Nullable Set<String> usedHosts(HttpServerRequest request) {
        String hosts = request.getHeader(Demand.HEADER);
        return hosts == null
                ? null
                : Arrays.stream(hosts.split(","))
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
    }

    private void demand(RoutingContext context) {
        called(context, Demand.class, (demand, channel) -> {
            int hosts = demand.hosts().size() + demand.unused().size();
            if (hosts > Demand.MOST_HOSTS) {
                fail(context, 400, "hosts: %d (expected: at most %d)".formatted(hosts, Demand.MOST_HOSTS));
            } else {
                answer(context, pusher.demand(demand, channel), result -> tell(context, demand.proxy(), result));
            }
        });
    }

    private void report(RoutingContext context) {
        called(
                context,
                Report.class,
                (report, channel) -> answer(
                        context, pusher.report(report, channel), result -> tell(context, report.proxy(), result)));
    }

    /// A proxy's call with a body that only it may send.
    private <T> void called(RoutingContext context, Class<T> type, BiConsumer<T, PushChannel> then) {
        Optional<PushChannel> channel = access.token().channel(context.request());
        T body = channel.isEmpty() ? null : read(context, type);
        if (channel.isEmpty()) {
            fail(context, 401, NOT_THE_TOKEN);
        } else if (body != null) {
            then.accept(body, channel.get());
        }
    }

    private static void tell(RoutingContext context, String proxy, CallResult<?> result) {
        switch (result) {
            case CallResult.Taken<?>(var answer) -> reply(context, 200, SnapshotJson.write(answer));
            case CallResult.Refused<?>(var why) -> refuse(context, proxy, why);
        }
    }

    private static void refuse(RoutingContext context, String proxy, CallResult.Refusal why) {
        switch (why) {
            case UNKNOWN_PROXY -> unknown(context, proxy);
            case UNPROVEN -> fail(context, 401, UNPROVEN);
            case ASKS_FOR_NOTHING ->
                fail(
                        context,
                        409,
                        "proxy: %s has everything already (expected: one whose stream has the header %s)"
                                .formatted(proxy, Demand.HEADER));
            case TOO_OFTEN ->
                fail(
                        context,
                        429,
                        "proxy: %s asks more than %d times a second (expected: several hosts in one call)"
                                .formatted(proxy, ProxySession.DEMANDS_PER_SECOND));
        }
    }

    private void acknowledge(RoutingContext context) {
        Ack ack = read(context, Ack.class);
        if (ack == null) {
            return;
        }
        answer(context, pusher.acknowledge(ack), result -> {
            switch (result) {
                case TAKEN -> context.response().setStatusCode(204).end();
                case UNKNOWN_PROXY -> unknown(context, ack.proxy());
                case NOT_IN_FLIGHT ->
                    fail(
                            context,
                            409,
                            "id: %s (expected: the id of the last event, not acknowledged yet)".formatted(ack.id()));
            }
        });
    }

    /// Null when it cannot be read, which is answered.
    private static <T> @Nullable T read(RoutingContext context, Class<T> type) {
        try {
            String body = context.body().asString();
            return SnapshotJson.read(body == null ? "" : body, type);
        } catch (IllegalArgumentException e) {
            fail(context, 400, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static void unknown(RoutingContext context, String proxy) {
        fail(context, 404, "proxy: %s (expected: one that has a stream)".formatted(proxy));
    }

    private void proxies(RoutingContext context) {
        answer(context, pusher.proxies(), statuses -> reply(context, 200, array(statuses)));
    }

    private void config(RoutingContext context) {
        String id = String.valueOf(context.pathParam("id"));
        answer(
                context,
                pusher.config(id),
                event -> event.ifPresentOrElse(
                        found -> reply(context, 200, SnapshotJson.write(found)),
                        () -> fail(context, 404, "proxy: %s (expected: one of GET /v1/proxies)".formatted(id))));
    }

    private void revision(RoutingContext context) {
        String revision = Long.toString(registry.revision());
        reply(
                context,
                200,
                JsonNodeFactory.instance.objectNode().put("revision", revision).toString());
    }

    private void await(RoutingContext context) {
        String given = String.valueOf(context.pathParam("revision"));
        String wait = context.queryParam("wait").stream().findFirst().orElse("0s");
        Duration atMost = duration(wait);
        if (!given.matches("\\d{1,18}")) {
            fail(context, 400, "revision: %s (expected: a number)".formatted(given));
        } else if (atMost == null) {
            fail(context, 400, "wait: %s (expected: for instance 5s or 500ms, at most 60s)".formatted(wait));
        } else if (Long.parseLong(given) > registry.revision()) {
            fail(
                    context,
                    404,
                    "revision: %s (expected: at most the current one, %d)".formatted(given, registry.revision()));
        } else {
            answer(
                    context,
                    pusher.await(Long.parseLong(given), atMost),
                    status -> reply(context, 200, SnapshotJson.write(status)));
        }
    }

    private void warnings(RoutingContext context) {
        answer(context, pusher.findings(), findings -> reply(context, 200, Findings.json(findings)));
    }

    private static @Nullable Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
        return duration.compareTo(LONGEST_WAIT) > 0 ? null : duration;
    }

    private static String array(List<?> values) {
        return values.stream().map(SnapshotJson::write).collect(Collectors.joining(",", "[", "]"));
    }

    private <T> void answer(RoutingContext context, CompletableFuture<T> future, Consumer<T> then) {
        var loop = vertx.getOrCreateContext();
        var _ = future.whenComplete((value, failure) -> loop.runOnContext(ignored -> {
            if (failure != null) {
                context.fail(failure);
            } else {
                then.accept(value);
            }
        }));
    }

    private static void broken(RoutingContext context) {
        int code = context.statusCode() < 400 ? 500 : context.statusCode();
        if (context.failure() != null && code == 500) {
            LOGGER.error("event=push_request_failed path=" + context.request().path(), context.failure());
        }
        fail(context, code, code == 413 ? "the body is larger than %d bytes".formatted(limitOf(context)) : "failed");
    }

    private static long limitOf(RoutingContext context) {
        return switch (String.valueOf(context.request().path())) {
            case REPORT -> MAX_REPORT;
            case DEMAND -> MAX_DEMAND;
            default -> MAX_ACK;
        };
    }

    private static void fail(RoutingContext context, int code, String message) {
        reply(
                context,
                code,
                JsonNodeFactory.instance.objectNode().put("error", message).toString());
    }

    private static void reply(RoutingContext context, int code, String json) {
        if (!context.response().ended() && !context.response().closed()) {
            context.response()
                    .setStatusCode(code)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(json + "\n");
        }
    }
}
