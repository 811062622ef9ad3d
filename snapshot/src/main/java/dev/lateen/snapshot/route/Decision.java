package dev.lateen.snapshot.route;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.VirtualHost.SkippedRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a request goes and why: what [RouteTable#match] decided, with every step that led there.
///
/// @param rules the rules that were looked at, in order; the last one is the match, if there is one
/// @param notTried how many rules stand behind the match
/// @param skipped rules in the user's YAML that are not in force on this proxy and port
/// @param policies what the rule that was taken does besides, in words
public record Decision(
        String routeConfig,
        int port,
        Request request,
        HostChoice host,
        List<TriedRule> rules,
        int notTried,
        List<SkippedRule> skipped,
        List<String> policies,
        Outcome outcome) {

    public Decision {
        rules = List.copyOf(rules);
        skipped = List.copyOf(skipped);
        policies = List.copyOf(policies);
    }

    /// The request as it was matched.
    ///
    /// @param host the authority without port, trailing dot and IPv6 brackets
    /// @param path normalised
    public record Request(
            String method,
            String scheme,
            String authority,
            String host,
            String path,
            @Nullable String query) {

        static Request of(RequestHead head) {
            return new Request(
                    text(head, head.method()),
                    text(head, head.scheme()),
                    text(head, head.authority()),
                    text(head, HostIndex.hostOf(head.bytes(), head.authority())),
                    text(head, head.path()),
                    head.query() == RequestHead.ABSENT ? null : text(head, head.query()));
        }

        private static String text(RequestHead head, long range) {
            return range == RequestHead.ABSENT ? "" : Ascii.text(head.bytes(), range);
        }
    }

    /// Which virtual host took the request; both names are null when none did.
    ///
    /// @param domain the entry of its domains that was the most specific one
    public record HostChoice(
            String host,
            @Nullable String virtualHost,
            @Nullable String domain,
            HostRule rule) {}

    public enum HostRule {
        EXACT,
        SUFFIX,
        ANY,
        NONE
    }

    /// @param number one-based position among the routes of the virtual host
    /// @param mismatch the first condition that failed; null when the rule matched
    public record TriedRule(
            int number,
            String route,
            Origin origin,
            @Nullable Mismatch mismatch) {

        static TriedRule of(int number, Route route, @Nullable Condition failure, RequestHead head) {
            var mismatch =
                    failure == null ? null : new Mismatch(failure.subject(), failure.actual(head), failure.expected());
            return new TriedRule(number, route.name(), route.origin(), mismatch);
        }
    }

    /// @param condition for instance `header x-user`
    /// @param actual null when the request has no such thing
    /// @param expected for instance `exact "v2"`
    public record Mismatch(String condition, @Nullable String actual, String expected) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Forwarded.class, name = "forwarded"),
        @JsonSubTypes.Type(value = Redirected.class, name = "redirected"),
        @JsonSubTypes.Type(value = Answered.class, name = "answered"),
        @JsonSubTypes.Type(value = Refused.class, name = "refused"),
        @JsonSubTypes.Type(value = Demanded.class, name = "demanded"),
        @JsonSubTypes.Type(value = NoVirtualHost.class, name = "noVirtualHost"),
        @JsonSubTypes.Type(value = NoRoute.class, name = "noRoute")
    })
    public sealed interface Outcome {}

    /// @param rewrittenPath the upstream request's path, without query; null when it stays as it is
    public record Forwarded(
            String route,
            Origin origin,
            RouteAction.Forward forward,
            @Nullable String rewrittenPath) implements Outcome {}

    /// @param location where the client is sent
    public record Redirected(String route, Origin origin, int status, String location) implements Outcome {}

    /// @param bodyBytes length of the rule's own body
    public record Answered(String route, Origin origin, int status, int bodyBytes) implements Outcome {}

    public record Refused(String route, Origin origin, RouteAction.Refuse refuse) implements Outcome {}

    /// The mesh knows the host, and the proxy has not loaded its routes: it asks for them and decides again.
    public record Demanded(String host) implements Outcome {}

    /// 404 `NR`: nobody asked for this host.
    public record NoVirtualHost() implements Outcome {}

    /// 404 `NR`: the host is known, but none of its rules matches.
    public record NoRoute() implements Outcome {}
}
