package dev.lateen.compiler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The fields of each kind that Lateen acts on, as a tree. What is not written here is not honoured, so that nothing
/// can be forgotten. `[]` stands for any element of a list, `*` for any key of a map.
public final class HonouredPaths {

    private static final String STRING_MATCH = "{exact,prefix,regex}";
    private static final String HEADERS = "headers.{request,response}.{set.*,add.*,remove[]}";
    private static final String POLICY =
            "{loadBalancer.simple,loadBalancer.warmupDurationSecs,loadBalancer.warmup.duration,"
                    + "loadBalancer.warmup.minimumPercent,loadBalancer.warmup.aggression,"
                    + "loadBalancer.consistentHash.httpHeaderName,loadBalancer.consistentHash.useSourceIp,"
                    + "loadBalancer.consistentHash.httpQueryParameterName,loadBalancer.consistentHash.httpCookie.name,"
                    + "loadBalancer.consistentHash.httpCookie.path,loadBalancer.consistentHash.httpCookie.ttl,"
                    + "loadBalancer.consistentHash.httpCookie.attributes[].name,"
                    + "loadBalancer.consistentHash.httpCookie.attributes[].value,"
                    + "loadBalancer.consistentHash.minimumRingSize,"
                    + "loadBalancer.consistentHash.ringHash.minimumRingSize,"
                    + "loadBalancer.consistentHash.maglev.tableSize,loadBalancer.localityLbSetting.enabled,"
                    + "loadBalancer.localityLbSetting.distribute[].from,loadBalancer.localityLbSetting.distribute[].to.*,"
                    + "loadBalancer.localityLbSetting.failover[].from,loadBalancer.localityLbSetting.failover[].to,"
                    + "loadBalancer.localityLbSetting.failoverPriority[],"
                    + "loadBalancer.zoneAwareLbSetting.enabled,loadBalancer.zoneAwareLbSetting.minClusterSize,"
                    + "loadBalancer.zoneAwareLbSetting.failover[].from,loadBalancer.zoneAwareLbSetting.failover[].to,"
                    + "loadBalancer.zoneAwareLbSetting.failoverPriority[],"
                    + "connectionPool.tcp.maxConnections,connectionPool.tcp.maxConnectionDuration,"
                    + "connectionPool.http.http1MaxPendingRequests,connectionPool.http.http2MaxRequests,"
                    + "connectionPool.tcp.connectTimeout,connectionPool.tcp.idleTimeout,"
                    + "connectionPool.tcp.tcpKeepalive.probes,connectionPool.tcp.tcpKeepalive.time,"
                    + "connectionPool.tcp.tcpKeepalive.interval,connectionPool.http.idleTimeout,"
                    + "connectionPool.http.maxRequestsPerConnection,connectionPool.http.maxRetries,"
                    + "outlierDetection.splitExternalLocalOriginErrors,"
                    + "outlierDetection.consecutiveLocalOriginFailures,outlierDetection.consecutiveGatewayErrors,"
                    + "outlierDetection.consecutive5xxErrors,outlierDetection.interval,"
                    + "outlierDetection.baseEjectionTime,outlierDetection.maxEjectionPercent,"
                    + "outlierDetection.minHealthPercent,outlierDetection.outlierDetectionHttpErrorCodes[],"
                    + "tls.mode,tls.clientCertificate,tls.privateKey,tls.caCertificates,tls.caCrl,tls.credentialName,"
                    + "tls.subjectAltNames[],tls.sni,tls.insecureSkipVerify}";
    private static final String ENDPOINT = "{address,ports.*,labels.*,weight,locality}";

    private static final Map<Kind, HonouredPaths> ALL = new EnumMap<>(Kind.class);

    static {
        ALL.put(
                Kind.VIRTUAL_SERVICE,
                of(
                        "spec.{hosts[],gateways[],exportTo[]}",
                        "spec.http[].{name,timeout}",
                        "spec.http[].retries.{attempts,perTryTimeout,retryOn,retryIgnorePreviousHosts,retryRemoteLocalities,backoff}",
                        "spec.http[].match[].{name,statPrefix,port,sourceLabels.*,sourceNamespace,gateways[],ignoreUriCase}",
                        "spec.http[].redirect.{uri,prefixRewrite,authority,port,derivePort,scheme,redirectCode}",
                        "spec.http[].delegate.{name,namespace}",
                        "spec.http[].directResponse.{status,body.string,body.bytes}",
                        "spec.http[].match[].{uri,scheme,method,authority}." + STRING_MATCH,
                        "spec.http[].match[].{headers,withoutHeaders,queryParams}.*." + STRING_MATCH,
                        "spec.http[].rewrite.{uri,authority,uriRegexRewrite.match,uriRegexRewrite.rewrite}",
                        "spec.http[]." + HEADERS,
                        "spec.http[].route[].{weight,destination.host,destination.subset,destination.port.number}",
                        "spec.http[].route[]." + HEADERS,
                        "spec.http[].fault.{delay.fixedDelay,delay.percentage.value,delay.percent}",
                        "spec.http[].fault.abort.{httpStatus,grpcStatus,percentage.value}",
                        "spec.http[].corsPolicy.{allowOrigin[],allowMethods[],allowHeaders[],exposeHeaders[],maxAge}",
                        "spec.http[].corsPolicy.{allowCredentials,unmatchedPreflights}",
                        "spec.http[].corsPolicy.allowOrigins[]." + STRING_MATCH,
                        "spec.http[].mirror.{host,subset,port.number}",
                        "spec.http[].{mirrorPercentage.value,mirrorPercent}",
                        "spec.http[].mirrors[].{destination.host,destination.subset,destination.port.number}",
                        "spec.http[].mirrors[].percentage.value",
                        "spec.tls[].match[].sniHosts[]",
                        "spec.{tls[],tcp[]}.match[].{port,sourceLabels.*,sourceNamespace,gateways[],destinationSubnets[]}",
                        "spec.{tls[],tcp[]}.route[].{weight,destination.host,destination.subset,destination.port.number}"));
        ALL.put(
                Kind.DESTINATION_RULE,
                of(
                        "spec.{host,exportTo[],workloadSelector.matchLabels.*}",
                        "spec.subsets[].{name,labels.*}",
                        "spec.{trafficPolicy,subsets[].trafficPolicy}." + POLICY,
                        "spec.{trafficPolicy,subsets[].trafficPolicy}.retryBudget.{percent.value,minRetryConcurrency}",
                        "spec.{trafficPolicy,subsets[].trafficPolicy}.proxyProtocol.version",
                        "spec.{trafficPolicy,subsets[].trafficPolicy}.portLevelSettings[].port.number",
                        "spec.{trafficPolicy,subsets[].trafficPolicy}.portLevelSettings[]." + POLICY));
        ALL.put(
                Kind.GATEWAY,
                of(
                        "spec.selector.*",
                        "spec.servers[].{bind,name,hosts[],tls.httpsRedirect}",
                        "spec.servers[].tls.{mode,serverCertificate,privateKey,caCertificates,caCrl}",
                        "spec.servers[].tls.{credentialName,credentialNames[],caCertCredentialName}",
                        "spec.servers[].tls.tlsCertificates[].{serverCertificate,privateKey,caCertificates}",
                        "spec.servers[].tls.{subjectAltNames[],verifyCertificateSpki[],verifyCertificateHash[]}",
                        "spec.servers[].tls.{minProtocolVersion,maxProtocolVersion,cipherSuites[]}",
                        "spec.servers[].port.{number,name,protocol}"));
        ALL.put(
                Kind.SERVICE_ENTRY,
                of(
                        "spec.{hosts[],addresses[],exportTo[],resolution,location,workloadSelector.labels.*}",
                        "spec.ports[].{number,name,protocol,targetPort}",
                        "spec.endpoints[]." + ENDPOINT));
        ALL.put(Kind.WORKLOAD_ENTRY, of("spec." + ENDPOINT));
        // What concerns only how Kubernetes itself leads packets to a Service means nothing to a mesh.
        ALL.put(
                Kind.SERVICE,
                of(
                        "spec.{selector.*,clusterIP,clusterIPs[],type,externalName}",
                        "spec.ports[].{name,protocol,appProtocol,port,targetPort,nodePort}",
                        "spec.{externalIPs[],loadBalancerIP,loadBalancerSourceRanges[],loadBalancerClass}",
                        "spec.{allocateLoadBalancerNodePorts,externalTrafficPolicy,internalTrafficPolicy}",
                        "spec.{healthCheckNodePort,ipFamilies[],ipFamilyPolicy}"));
        ALL.put(
                Kind.SIDECAR,
                of(
                        "spec.{workloadSelector.labels.*,outboundTrafficPolicy.mode}",
                        "spec.egress[].{hosts[],captureMode,bind}",
                        "spec.ingress[].{defaultEndpoint,captureMode,bind}",
                        "spec.ingress[].tls.{mode,serverCertificate,privateKey,caCertificates,caCrl}",
                        "spec.ingress[].tls.{verifyCertificateSpki[],verifyCertificateHash[]}",
                        "spec.ingress[].tls.{minProtocolVersion,maxProtocolVersion,cipherSuites[]}",
                        "spec.{inboundConnectionPool,ingress[].connectionPool}.{tcp.connectTimeout,tcp.maxConnections,tcp.maxConnectionDuration,http.idleTimeout,http.maxRequestsPerConnection,http.http1MaxPendingRequests,http.http2MaxRequests,http.maxRetries}",
                        "spec.{egress[],ingress[]}.port.{number,protocol,name}"));
        ALL.put(Kind.NAMESPACE, of("spec.finalizers[]"));
        // It does nothing by itself: whoever names it uses all of it.
        ALL.put(Kind.SECRET, of("{data.*,stringData.*,type,immutable}"));
    }

    private final Map<String, HonouredPaths> children = new TreeMap<>();

    private HonouredPaths() {}

    public static HonouredPaths of(Kind kind) {
        return ALL.getOrDefault(kind, new HonouredPaths());
    }

    private static HonouredPaths of(String... patterns) {
        var root = new HonouredPaths();
        for (var pattern : patterns) {
            expand(pattern).forEach(path -> root.add(path, 0));
        }
        return root;
    }

    /// Paths in `document` that are there and not honoured: the topmost ones, in the document's order.
    List<String> notHonoured(JsonNode document) {
        var found = new ArrayList<String>();
        var given = document.get("spec");
        if (given != null) {
            children.getOrDefault("spec", new HonouredPaths()).walk(given, "spec", found);
        }
        return found;
    }

    /// Every pattern, written out.
    public SortedSet<String> patterns() {
        var all = new TreeSet<String>();
        collect("", all);
        return all;
    }

    private void collect(String path, SortedSet<String> all) {
        if (children.isEmpty() && !path.isEmpty()) {
            all.add(path);
        }
        children.forEach((key, child) -> {
            var joined = path.isEmpty() || key.equals("[]") ? path + key : path + "." + key;
            child.collect(joined, all);
        });
    }

    private void walk(JsonNode given, String path, List<String> found) {
        if (given.isObject()) {
            for (var field : given.properties()) {
                var child = child(field.getKey());
                var childPath = path + "." + field.getKey();
                if (child != null) {
                    child.walk(field.getValue(), childPath, found);
                } else if (isThere(field.getValue())) {
                    found.add(childPath);
                }
            }
        } else if (given.isArray()) {
            var element = children.get("[]");
            for (int i = 0; i < given.size() && element != null; i++) {
                element.walk(given.get(i), path + "[" + i + "]", found);
            }
        }
    }

    private static boolean isThere(JsonNode value) {
        return !value.isNull() && !(value.isArray() && value.isEmpty());
    }

    private @Nullable HonouredPaths child(String field) {
        var named = children.get(field);
        return named == null ? children.get("*") : named;
    }

    private void add(String path, int from) {
        if (from >= path.length()) {
            return;
        }
        int end = from + 1;
        if (path.startsWith("[]", from)) {
            end = from + 2;
        } else {
            while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                end++;
            }
        }
        int next = end < path.length() && path.charAt(end) == '.' ? end + 1 : end;
        children.computeIfAbsent(path.substring(from, end), _ -> new HonouredPaths())
                .add(path, next);
    }

    /// `a.{b,c[]}.d` to `a.b.d` and `a.c[].d`, innermost braces last.
    private static List<String> expand(String pattern) {
        int open = pattern.indexOf('{');
        if (open < 0) {
            return List.of(pattern);
        }
        int close = pattern.indexOf('}', open);
        var expanded = new ArrayList<String>();
        for (int from = open + 1; from <= close; ) {
            int comma = pattern.indexOf(',', from);
            int to = comma < 0 || comma > close ? close : comma;
            expanded.addAll(
                    expand(pattern.substring(0, open) + pattern.substring(from, to) + pattern.substring(close + 1)));
            from = to + 1;
        }
        return expanded;
    }
}
