package dev.lateen.api.networking;

import dev.lateen.api.OrderedMaps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How requests for a host are routed; field by field Istio's `networking.istio.io/VirtualService`.
public record VirtualService(
        List<String> hosts,
        List<String> gateways,
        List<HTTPRoute> http,
        List<TLSRoute> tls,
        List<TCPRoute> tcp,
        List<String> exportTo) {

    public VirtualService {
        hosts = List.copyOf(hosts);
        gateways = List.copyOf(gateways);
        http = List.copyOf(http);
        tls = List.copyOf(tls);
        tcp = List.copyOf(tcp);
        exportTo = List.copyOf(exportTo);
    }

    public record HTTPRoute(
            @Nullable String name,
            List<HTTPMatchRequest> match,
            List<HTTPRouteDestination> route,
            @Nullable HTTPRedirect redirect,
            @Nullable HTTPDirectResponse directResponse,
            @Nullable Delegate delegate,
            @Nullable HTTPRewrite rewrite,
            @Nullable Duration timeout,
            @Nullable HTTPRetry retries,
            @Nullable HTTPFaultInjection fault,
            @Nullable Destination mirror,
            @Nullable Percent mirrorPercentage,
            @Nullable Integer mirrorPercent,
            List<HTTPMirrorPolicy> mirrors,
            @Nullable CorsPolicy corsPolicy,
            @Nullable Headers headers) {
        public HTTPRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
            mirrors = List.copyOf(mirrors);
        }
    }

    public record HTTPMatchRequest(
            @Nullable String name,
            @Nullable StringMatch uri,
            @Nullable StringMatch scheme,
            @Nullable StringMatch method,
            @Nullable StringMatch authority,
            Map<String, StringMatch> headers,
            @Nullable Integer port,
            Map<String, String> sourceLabels,
            List<String> gateways,
            Map<String, StringMatch> queryParams,
            boolean ignoreUriCase,
            Map<String, StringMatch> withoutHeaders,
            @Nullable String sourceNamespace,
            @Nullable String statPrefix) {
        public HTTPMatchRequest {
            headers = OrderedMaps.copyOf(headers);
            sourceLabels = OrderedMaps.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
            queryParams = OrderedMaps.copyOf(queryParams);
            withoutHeaders = OrderedMaps.copyOf(withoutHeaders);
        }
    }

    /// One of the three; none of them (`{}`) means presence.
    public record StringMatch(
            @Nullable String exact,
            @Nullable String prefix,
            @Nullable String regex) {}

    public record HTTPRouteDestination(
            @Nullable Destination destination,
            @Nullable Integer weight,
            @Nullable Headers headers) {}

    public record Destination(
            @Nullable String host,
            @Nullable String subset,
            @Nullable PortSelector port) {}

    public record PortSelector(@Nullable Integer number) {}

    public record Headers(
            @Nullable HeaderOperations request, @Nullable HeaderOperations response) {}

    public record HeaderOperations(Map<String, String> set, Map<String, String> add, List<String> remove) {
        public HeaderOperations {
            set = OrderedMaps.copyOf(set);
            add = OrderedMaps.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    public record HTTPRedirect(
            @Nullable String uri,
            @Nullable String prefixRewrite,
            @Nullable String authority,
            @Nullable Integer port,
            @Nullable RedirectPortSelection derivePort,
            @Nullable String scheme,
            @Nullable Integer redirectCode) {}

    public enum RedirectPortSelection {
        FROM_PROTOCOL_DEFAULT,
        FROM_REQUEST_PORT
    }

    public record HTTPDirectResponse(
            @Nullable Integer status, @Nullable HTTPBody body) {}

    /// `bytes` is base64.
    public record HTTPBody(
            @Nullable String string, @Nullable String bytes) {}

    public record Delegate(@Nullable String name, @Nullable String namespace) {}

    public record HTTPRewrite(
            @Nullable String uri,
            @Nullable String authority,
            @Nullable RegexRewrite uriRegexRewrite) {}

    public record RegexRewrite(
            @Nullable String match, @Nullable String rewrite) {}

    public record HTTPRetry(
            @Nullable Integer attempts,
            @Nullable Duration perTryTimeout,
            @Nullable String retryOn,
            @Nullable Boolean retryRemoteLocalities,
            @Nullable Boolean retryIgnorePreviousHosts,
            @Nullable Duration backoff) {}

    public record HTTPFaultInjection(
            @Nullable Delay delay, @Nullable Abort abort) {
        public record Delay(
                @Nullable Duration fixedDelay,
                @Nullable Duration exponentialDelay,
                @Nullable Percent percentage,
                @Nullable Integer percent) {}

        public record Abort(
                @Nullable Integer httpStatus,
                @Nullable String grpcStatus,
                @Nullable String http2Error,
                @Nullable Percent percentage) {}
    }

    public record HTTPMirrorPolicy(
            @Nullable Destination destination, @Nullable Percent percentage) {}

    public record CorsPolicy(
            List<String> allowOrigin,
            List<StringMatch> allowOrigins,
            List<String> allowMethods,
            List<String> allowHeaders,
            List<String> exposeHeaders,
            @Nullable Duration maxAge,
            @Nullable Boolean allowCredentials,
            @Nullable UnmatchedPreflights unmatchedPreflights) {
        public CorsPolicy {
            allowOrigin = List.copyOf(allowOrigin);
            allowOrigins = List.copyOf(allowOrigins);
            allowMethods = List.copyOf(allowMethods);
            allowHeaders = List.copyOf(allowHeaders);
            exposeHeaders = List.copyOf(exposeHeaders);
        }
    }

    public enum UnmatchedPreflights {
        UNSPECIFIED,
        FORWARD,
        IGNORE
    }

    public record TLSRoute(List<TLSMatchAttributes> match, List<RouteDestination> route) {
        public TLSRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
        }
    }

    public record TLSMatchAttributes(
            List<String> sniHosts,
            List<String> destinationSubnets,
            @Nullable Integer port,
            Map<String, String> sourceLabels,
            List<String> gateways,
            @Nullable String sourceNamespace) {
        public TLSMatchAttributes {
            sniHosts = List.copyOf(sniHosts);
            destinationSubnets = List.copyOf(destinationSubnets);
            sourceLabels = OrderedMaps.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }

    public record TCPRoute(List<L4MatchAttributes> match, List<RouteDestination> route) {
        public TCPRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
        }
    }

    public record L4MatchAttributes(
            List<String> destinationSubnets,
            @Nullable Integer port,
            @Nullable String sourceSubnet,
            Map<String, String> sourceLabels,
            List<String> gateways,
            @Nullable String sourceNamespace) {
        public L4MatchAttributes {
            destinationSubnets = List.copyOf(destinationSubnets);
            sourceLabels = OrderedMaps.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }

    public record RouteDestination(
            @Nullable Destination destination, @Nullable Integer weight) {}
}
