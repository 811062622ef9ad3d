package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RouteAction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Decision] as plain lines, from the request to where it goes.
public final class DecisionText {

    private static final int LONGEST_VALUE = 200;

    private DecisionText() {}

    public static String render(Decision decision) {
        return String.join("\n", lines(decision)) + "\n";
    }

    public static List<String> lines(Decision decision) {
        var lines = new ArrayList<String>();
        lines.add(request(decision.request()));
        lines.add("route configuration " + decision.routeConfig() + ", port " + decision.port());
        lines.add(host(decision.host()));
        for (var rule : decision.rules()) {
            lines.add("rule " + rule.number() + " (" + OriginText.of(rule.origin()) + "): "
                    + (rule.mismatch() == null ? "yes" : "no: " + mismatch(rule.mismatch())));
        }
        if (decision.notTried() > 0) {
            lines.add(decision.notTried() + (decision.notTried() == 1 ? " more rule" : " more rules") + " not tried");
        }
        for (var skipped : decision.skipped()) {
            lines.add("skipped (" + OriginText.of(skipped.origin()) + "): " + skipped.reason());
        }
        lines.addAll(decision.policies());
        lines.addAll(outcome(decision.outcome()));
        return lines;
    }

    private static String request(Decision.Request request) {
        var query = request.query() == null ? "" : "?" + request.query();
        return printable(
                request.method() + " " + request.scheme() + "://" + request.authority() + request.path() + query);
    }

    private static String host(Decision.HostChoice choice) {
        var host = quoted(choice.host());
        return switch (choice.rule()) {
            case EXACT -> "virtual host " + choice.virtualHost() + ": has the domain " + host;
            case SUFFIX ->
                "virtual host " + choice.virtualHost() + ": " + choice.domain() + " is the longest wildcard for "
                        + host;
            case ANY -> "virtual host " + choice.virtualHost() + ": no closer domain for " + host + " than *";
            case NONE -> "no virtual host has a domain for " + host;
        };
    }

    private static String mismatch(Decision.Mismatch mismatch) {
        var actual = mismatch.actual() == null ? "absent" : quoted(mismatch.actual());
        return mismatch.condition() + " is " + actual + " (expected: " + mismatch.expected() + ")";
    }

    private static List<String> outcome(Decision.Outcome outcome) {
        return switch (outcome) {
            case Decision.Demanded(var host) ->
                List.of("the mesh knows " + quoted(host)
                        + "; its routes are loaded when it is first used, and decide then");
            case Decision.NoVirtualHost() -> List.of("answer 404 NR: no route for this host");
            case Decision.NoRoute() -> List.of("answer 404 NR: no rule of this host matches");
            case Decision.Redirected(var _, var _, var status, var location) ->
                List.of("answer " + status + ": redirect to " + quoted(location));
            case Decision.Answered(var _, var _, var status, var bodyBytes) ->
                List.of("answer " + status + ": the rule's own response, " + bodyBytes + " bytes");
            case Decision.Refused(var _, var _, var refuse) ->
                List.of("answer " + refuse.status() + ": " + refuse.reason());
            case Decision.Forwarded(var _, var _, var forward, var rewrittenPath) -> forwarded(forward, rewrittenPath);
        };
    }

    private static List<String> forwarded(RouteAction.Forward forward, @Nullable String rewrittenPath) {
        var lines = new ArrayList<String>();
        var destinations = forward.destinations();
        long sum =
                destinations.stream().mapToLong(RouteAction.Destination::weight).sum();
        for (var destination : destinations) {
            var share = destinations.size() == 1 ? "" : " (" + destination.weight() + " of " + sum + ")";
            lines.add("forward to " + destination.cluster() + share);
        }
        if (rewrittenPath != null) {
            lines.add("path becomes " + quoted(rewrittenPath));
        }
        if (forward.authority() != null) {
            lines.add("authority becomes " + quoted(forward.authority()));
        }
        lines.add(forward.timeoutMillis() == 0 ? "no timeout" : "timeout " + forward.timeoutMillis() + " ms");
        lines.addAll(RetryText.lines(forward));
        return lines;
    }

    private static String quoted(String value) {
        return "\"" + printable(value).replace("\"", "\\\"") + "\"";
    }

    /// Values come from the network: nothing in them may steer a terminal.
    private static String printable(String value) {
        var shown = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
        var out = new StringBuilder(shown.length());
        shown.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                out.append(String.format("\\x%02x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }
}
