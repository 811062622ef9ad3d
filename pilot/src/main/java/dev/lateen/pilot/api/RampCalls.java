package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.pilot.push.DestinationCounts;
import dev.lateen.pilot.ramp.Plan;
import dev.lateen.pilot.ramp.Ramp;
import dev.lateen.pilot.ramp.RampRefused;
import dev.lateen.pilot.ramp.Ramps;
import dev.lateen.pilot.ramp.Ramps.Order;
import dev.lateen.pilot.ramp.RuleChoice;
import dev.lateen.pilot.registry.Registry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The subresource `ramp` of a VirtualService: GET shows its canary, POST begins one, POST to one of the orders below
/// tells it something.
final class RampCalls {

    private static final Pattern PATH = Pattern.compile("(.*)/ramp(?:/(abort|promote|pause|resume))?");
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double P99 = 0.99;

    private final Registry registry;
    private final Ramps ramps;

    RampCalls(Registry registry, Ramps ramps) {
        this.registry = registry;
        this.ramps = ramps;
    }

    /// Empty for another path.
    Optional<ApiReply> answer(ApiRequest request) {
        Matcher matcher = PATH.matcher(request.path());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String order = matcher.group(2);
        return ResourcePath.of(matcher.group(1))
                .filter(path -> path.kind() == Kind.VIRTUAL_SERVICE && path.name() != null)
                .map(path -> answer(request, ResourceApi.keyOf(path), order == null ? "" : order));
    }

    private ApiReply answer(ApiRequest request, ResourceKey key, String order) {
        try {
            return switch (request.method()) {
                case "GET" -> reply(200, ramps.view(key));
                case "POST" ->
                    order.isEmpty()
                            ? begin(request, key)
                            : reply(200, ramps.order(key, Order.valueOf(order.toUpperCase(Locale.ROOT))));
                default ->
                    throw new ApiError(ApiStatus.of(
                            405,
                            "MethodNotAllowed",
                            "%s is not supported on a ramp (expected: GET or POST)".formatted(request.method())));
            };
        } catch (RampRefused e) {
            throw new ApiError(
                    switch (e.cause()) {
                        case ABSENT -> ApiStatus.of(404, "NotFound", e.message());
                        case INVALID -> ApiStatus.of(422, "Invalid", e.message());
                        case CONFLICT -> ApiStatus.of(409, "Conflict", e.message());
                    });
        }
    }

    private ApiReply begin(ApiRequest request, ResourceKey key) throws RampRefused {
        JsonNode body = Writes.json(request.body());
        Plan plan;
        RuleChoice rule;
        try {
            plan = Plan.read(body);
            rule = RuleChoice.of(body.path("rule"));
        } catch (IllegalArgumentException e) {
            throw new ApiError(ApiStatus.of(422, "Invalid", String.valueOf(e.getMessage())));
        }
        return reply(201, ramps.begin(key, plan, rule));
    }

    private ApiReply reply(int code, Ramps.View view) {
        return new ApiReply(code, json(view), List.of(), registry.revision());
    }

    private static ObjectNode json(Ramps.View view) {
        Ramp ramp = view.ramp();
        Plan plan = ramp.plan();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Ramp")
                .put("virtualService", view.entry().key().name())
                .put("namespace", view.entry().key().namespace())
                .put("to", plan.to())
                .put("rule", ramp.rule());
        ArrayNode steps = json.putArray("steps");
        plan.steps().forEach(steps::add);
        ArrayNode before = json.putArray("weightsBefore");
        ramp.before().forEach(before::add);
        json.put("every", plan.every().toString())
                .put("abortOn", plan.abortOn())
                .put("minRequests", plan.minRequests())
                .put("phase", ramp.phase().name().toLowerCase(Locale.ROOT))
                .put("step", ramp.step() + 1)
                .put("weight", ramp.weight())
                .put("since", ramp.since().toString())
                .put("waiting", view.waiting())
                .put("reason", ramp.reason());
        DestinationCounts counts = view.reading().counts();
        json.putObject("counts")
                .put("requests", counts.requests())
                .put("upstreamErrors", counts.upstreamErrors())
                .put("localErrors", counts.localErrors())
                .put("abandoned", counts.abandoned())
                .put("p99Millis", counts.quantile(P99) / NANOS_PER_MILLI);
        ArrayNode history = json.putArray("history");
        ramp.history()
                .forEach(event ->
                        history.addObject().put("at", event.at().toString()).put("text", event.text()));
        return json;
    }
}
