package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Authorities;
import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.HeadWriter;
import dev.lateen.proxy.http1.HeaderId;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.route.RequestHead;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The request head as the upstream gets it: the original lines, without those for this connection, with what the role
/// of the proxy adds and what the route says, in that order.
///
/// Values that the proxy makes are kept behind the original head, so that the access log can name them.
///
/// Used again with the [RequestWriter] that it belongs to.
final class UpstreamHead {

    private static final byte[] VERSION = Bytes.of(" HTTP/1.1\r\n");
    private static final byte[] SHADOW = Bytes.of("-shadow");
    private static final byte[] COMMA = Bytes.of(", ");
    private static final int SAMPLED_ONE_IN = 100;

    private Exchange exchange;
    private ExchangeOutcome outcome;
    private Worker worker;
    private Downstream downstream;
    private RequestHeadBuffer head;
    private Listener.Kind kind;
    private boolean prepared;
    private boolean newRequestId;
    private long trustedClient;
    private long traceId;
    private boolean sampled;
    private boolean internal;

    UpstreamHead(Exchange exchange) {
        begin(exchange);
    }

    /// Forgets the exchange before.
    void begin(Exchange next) {
        exchange = next;
        outcome = next.outcome;
        worker = next.worker;
        downstream = next.downstream;
        head = next.head;
        kind = next.kind;
        prepared = false;
        newRequestId = false;
        trustedClient = RequestHead.ABSENT;
        traceId = RequestHead.ABSENT;
        sampled = false;
        internal = false;
    }

    /// Builds the head of an attempt in the worker's writer. What is made anew is made once for all attempts.
    HeadWriter build(RoutePlan plan, RoutePlan.Destination destination, Endpoint endpoint, int attempt) {
        var splice = edited(plan, destination, endpoint, attempt);
        return written(plan, splice);
    }

    /// The head of a copy: that of a first attempt, for a host that says that it is one (`a.test-shadow:80`).
    HeadWriter buildShadow(RoutePlan plan, RoutePlan.Destination destination, Endpoint endpoint) {
        var splice = edited(plan, destination, endpoint, 1);
        byte[] host = splice.value(Names.HOST);
        if (host != null) {
            splice.set(Names.HOST, Names.HOST, Authorities.withSuffix(host, SHADOW));
        }
        return written(plan, splice);
    }

    private HeadSplice edited(RoutePlan plan, RoutePlan.Destination destination, Endpoint endpoint, int attempt) {
        if (!prepared) {
            prepare();
            prepared = true;
        }
        var splice = worker.splice();
        splice.begin(head);
        identity(splice);
        forwarding(splice);
        tracing(splice);
        envoy(splice, plan, endpoint, attempt);
        plan.request.editRequest(splice, exchange);
        destination.request().editRequest(splice, exchange);
        host(splice, plan, destination, endpoint);
        upgrade(splice);
        return splice;
    }

    private HeadWriter written(RoutePlan plan, HeadSplice splice) {
        var out = worker.writer().begin();
        out.put(head.bytes(), RequestHead.start(head.method()), RequestHead.end(head.method()))
                .put(' ');
        target(out, plan);
        out.put(VERSION);
        splice.write(out);
        return out;
    }

    private void prepare() {
        boolean gateway = kind == Listener.Kind.GATEWAY;
        int forwarded = head.indexOf(HeaderId.FORWARDED_FOR);
        internal = gateway && exchange.isInside();
        outcome.forwardedFor =
                gateway ? appendPeer() : forwarded < 0 ? RequestHead.ABSENT : head.headerValue(forwarded);
        int trusted = worker.config().trustedProxies();
        trustedClient = gateway && trusted > 0 ? client(trusted) : RequestHead.ABSENT;
        int id = head.indexOf(HeaderId.REQUEST_ID);
        newRequestId = id < 0 || RequestHead.length(head.headerValue(id)) == 0 || (gateway && !internal);
        outcome.requestId = newRequestId
                ? head.append(worker.identifiers().uuid(), 0, Identifiers.UUID_LENGTH)
                : head.headerValue(id);
        if (head.indexOf(HeaderId.B3_TRACE_ID) < 0) {
            traceId = head.append(worker.identifiers().hex(32), 0, 32);
            sampled = worker.identifiers().oneIn(SAMPLED_ONE_IN);
        }
    }

    /// All `x-forwarded-for` lines joined, and the client behind them.
    private long appendPeer() {
        int start = -1;
        for (int i = 0; i < head.headerCount(); i++) {
            if (head.headerId(i) == HeaderId.FORWARDED_FOR) {
                long value = head.headerValue(i);
                long copy = head.append(head.bytes(), RequestHead.start(value), RequestHead.end(value));
                start = start < 0 ? RequestHead.start(copy) : start;
                head.append(COMMA, 0, COMMA.length);
            }
        }
        byte[] peer = downstream.client().text();
        long last = head.append(peer, 0, peer.length);
        return RequestHead.range(start < 0 ? RequestHead.start(last) : start, RequestHead.end(last));
    }

    /// The client as the outermost of the trusted proxies saw it: so many entries in front of the peer. Absent when
    /// that
    /// is no address; then the peer counts, as in Envoy.
    private long client(int trusted) {
        int start = RequestHead.start(outcome.forwardedFor);
        int end = RequestHead.end(outcome.forwardedFor);
        for (int i = 0; i < trusted; i++) {
            end = lastComma(start, end);
            if (end < 0) {
                return RequestHead.ABSENT;
            }
        }
        int from = lastComma(start, end) < 0 ? start : lastComma(start, end) + 1;
        var text = new String(head.bytes(), from, end - from, StandardCharsets.ISO_8859_1);
        boolean address = NetUtil.isValidIpV4Address(text.strip()) || NetUtil.isValidIpV6Address(text.strip());
        int leading = text.length() - text.stripLeading().length();
        return address
                ? RequestHead.range(
                        from + leading, from + leading + text.strip().length())
                : RequestHead.ABSENT;
    }

    /// Negative when there is none.
    private int lastComma(int start, int end) {
        int at = end - 1;
        while (at >= start && head.bytes()[at] != ',') {
            at--;
        }
        return at < start ? -1 : at;
    }

    private void identity(HeadSplice splice) {
        if (newRequestId) {
            splice.dropAll(HeaderId.REQUEST_ID);
            splice.add(Names.REQUEST_ID, head.bytes(), outcome.requestId);
        }
    }

    private void forwarding(HeadSplice splice) {
        var tls = downstream.client().tls();
        if (kind == Listener.Kind.GATEWAY) {
            splice.dropAll(HeaderId.FORWARDED_FOR);
            splice.dropAll(HeaderId.FORWARDED_PROTO);
            splice.add(Names.FORWARDED_FOR, head.bytes(), outcome.forwardedFor);
            splice.add(Names.FORWARDED_PROTO, head.bytes(), head.scheme());
            splice.dropAll(HeaderId.FORWARDED_CLIENT_CERT); // only what this gateway has seen counts
            if (tls != null && tls.forwardedCert() != null) {
                splice.add(Names.FORWARDED_CLIENT_CERT, tls.forwardedCert());
            }
        } else if (head.indexOf(HeaderId.FORWARDED_PROTO) < 0) {
            splice.add(Names.FORWARDED_PROTO, head.bytes(), head.scheme());
        }
        if (kind == Listener.Kind.OUTBOUND) {
            splice.dropAll(HeaderId.PROXY_AUTHORIZATION); // meant for this proxy, never for the upstream
        }
    }

    private void tracing(HeadSplice splice) {
        if (traceId != RequestHead.ABSENT) {
            splice.remove(Names.B3_SPAN_ID);
            splice.remove(Names.B3_SAMPLED);
            splice.add(Names.B3_TRACE_ID, head.bytes(), traceId);
            long spanId = RequestHead.range(RequestHead.start(traceId) + 16, RequestHead.end(traceId));
            splice.add(Names.B3_SPAN_ID, head.bytes(), spanId);
            splice.add(Names.B3_SAMPLED, sampled ? Names.ONE : Names.ZERO);
        }
    }

    private void envoy(HeadSplice splice, RoutePlan plan, Endpoint endpoint, int attempt) {
        splice.dropAll(HeaderId.ENVOY_PEER_METADATA);
        if (kind == Listener.Kind.GATEWAY) {
            splice.dropAll(HeaderId.ENVOY_OTHER);
            splice.dropAll(HeaderId.LOOKALIKE);
            if (internal) {
                splice.add(Names.INTERNAL, Names.TRUE);
            } else if (trustedClient != RequestHead.ABSENT) {
                splice.add(Names.EXTERNAL_ADDRESS, head.bytes(), trustedClient);
            } else {
                splice.add(Names.EXTERNAL_ADDRESS, downstream.client().text());
            }
        } else if (head.indexOf(HeaderId.ENVOY_OTHER) >= 0) {
            splice.remove(CallerTimeout.NAME);
        }
        if (kind != Listener.Kind.INBOUND) {
            splice.dropAll(HeaderId.ENVOY_ATTEMPT_COUNT);
            splice.add(Names.ATTEMPT_COUNT, attempt < 10 ? DIGITS[attempt] : Bytes.of(Integer.toString(attempt)));
            if (endpoint.meshPeer()) {
                splice.add(Names.PEER_METADATA, worker.selfMetadata());
            }
        }
        if (plan.rewriter != null) {
            splice.remove(Names.ORIGINAL_PATH);
            splice.add(Names.ORIGINAL_PATH, head.bytes(), rawTarget());
        }
    }

    private static final byte[][] DIGITS = {
        Bytes.of("0"), Bytes.of("1"), Bytes.of("2"), Bytes.of("3"), Bytes.of("4"),
        Bytes.of("5"), Bytes.of("6"), Bytes.of("7"), Bytes.of("8"), Bytes.of("9")
    };

    private void host(HeadSplice splice, RoutePlan plan, RoutePlan.Destination destination, Endpoint endpoint) {
        byte[] authority = plan.authority != null ? plan.authority : destination.authority();
        if (authority != null) {
            splice.dropAll(HeaderId.HOST);
            splice.add(Names.HOST, authority);
        } else if (head.hostIndex() < 0 && RequestHead.length(head.authority()) == 0) {
            splice.add(Names.HOST, Bytes.of(endpoint.address() + ":" + endpoint.port()));
        } else if (head.isAbsolute() && !hostIsAuthority()) {
            // RFC 9112 section 3.2.2: the target's authority replaces a Host that says something else.
            splice.dropAll(HeaderId.HOST);
            splice.add(Names.HOST, head.bytes(), head.authority());
        }
    }

    private void upgrade(HeadSplice splice) {
        if (head.wantsUpgrade()) {
            splice.add(Names.CONNECTION, Names.UPGRADE);
            for (int i = 0; i < head.headerCount(); i++) {
                if (head.headerId(i) == HeaderId.UPGRADE) {
                    splice.add(Names.UPGRADE, head.bytes(), head.headerValue(i));
                }
            }
        }
    }

    /// The name of the host that the upstream is told, without a port.
    String hostName(RoutePlan plan, RoutePlan.Destination destination) {
        byte[] changed = plan.authority != null ? plan.authority : destination.authority();
        byte[] bytes = changed != null ? changed : head.bytes();
        int start = changed != null ? 0 : RequestHead.start(head.authority());
        int end = changed != null ? changed.length : RequestHead.end(head.authority());
        int hostEnd = Authorities.hostEnd(bytes, start, end);
        var host = new String(bytes, start, hostEnd - start, StandardCharsets.ISO_8859_1);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private boolean hostIsAuthority() {
        if (head.hostIndex() < 0) {
            return false;
        }
        long host = head.headerValue(head.hostIndex());
        return Arrays.equals(
                head.bytes(),
                RequestHead.start(host),
                RequestHead.end(host),
                head.bytes(),
                RequestHead.start(head.authority()),
                RequestHead.end(head.authority()));
    }

    private void target(HeadWriter out, RoutePlan plan) {
        int start = RequestHead.start(head.path());
        int end = RequestHead.end(head.path());
        if (plan.rewriter != null) {
            out.put(plan.rewriter.replacement(head.bytes(), start, end));
            start = plan.rewriter.rest(start, end);
        }
        out.put(head.bytes(), start, end);
        if (head.query() != RequestHead.ABSENT) {
            out.put('?').put(head.bytes(), RequestHead.start(head.query()), RequestHead.end(head.query()));
        }
    }

    private long rawTarget() {
        long path = head.rawPath();
        return head.query() == RequestHead.ABSENT
                ? path
                : RequestHead.range(RequestHead.start(path), RequestHead.end(head.query()));
    }
}
