package dev.lateen.proxy.exchange;

import dev.lateen.proxy.LocalReplyStyle;
import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.route.DecisionText;
import dev.lateen.snapshot.route.RouteTable;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Answers that the proxy makes itself as bytes: local replies in the configured style, and those of a rule.
public final class LocalReplyWriter {

    private static final byte[] EMPTY = {};
    private static final byte[] METHODS = Bytes.of("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

    private LocalReplyWriter() {}

    /// Where a reply goes.
    ///
    /// @param head null when none could be read
    /// @param table the routes that were tried, if any
    record Context(
            Worker worker,
            Downstream downstream,
            Listener.Kind kind,
            @Nullable RequestHeadBuffer head,
            @Nullable RouteTable table) {}

    /// Writes the whole answer; returns the bytes of its body.
    ///
    static int write(Context context, LocalReply reply, AnswerEdits edits, boolean close) {
        byte[] body = body(context, reply);
        var splice = context.worker().splice();
        splice.begin();
        edits.edit(splice);
        if (body.length > 0 && splice.value(Names.CONTENT_TYPE) == null) {
            splice.add(Names.CONTENT_TYPE, Names.TEXT_PLAIN);
        }
        if (reply.details().equals(LocalReplies.OVERFLOW_DETAILS)) {
            splice.add(Names.OVERLOADED, Names.TRUE);
        }
        if (reply.status() == 405) {
            splice.add(Names.ALLOW, METHODS);
        }
        return write(context, reply.status(), body, close);
    }

    /// The same for what a rule answers, with its edits.
    static int write(Context context, AnswerPlan answer, Exchange exchange, boolean close) {
        var splice = context.worker().splice();
        splice.begin();
        var location = answer.location(exchange.head);
        if (location != null) {
            splice.add(Names.LOCATION, location);
        }
        answer.edits.editResponse(splice, exchange);
        exchange.edit(splice);
        if (answer.body.length > 0 && splice.value(Names.CONTENT_TYPE) == null) {
            splice.add(Names.CONTENT_TYPE, Names.TEXT_PLAIN);
        }
        return write(context, answer.status, answer.body, close);
    }

    private static int write(Context context, int status, byte[] body, boolean close) {
        var head = context.head();
        var splice = context.worker().splice();
        if (AnswerPlan.hasBody(status)) {
            splice.add(Names.CONTENT_LENGTH, Bytes.of(Integer.toString(body.length)));
        }
        splice.set(Names.DATE, Names.DATE, context.worker().context().date());
        if (context.worker().serverHeader().length > 0) {
            splice.set(Names.SERVER, Names.SERVER, context.worker().serverHeader());
        }
        if (close) {
            splice.add(Names.CONNECTION, Names.CLOSE);
        } else if (head != null && head.minorVersion() == 0) {
            splice.add(Names.CONNECTION, Names.KEEP_ALIVE);
        }
        var out = context.worker().writer().begin();
        out.put(Names.HTTP_1_1).putDecimal(status).put(' ');
        out.put(HttpResponseStatus.valueOf(status).reasonPhrase().getBytes(StandardCharsets.US_ASCII))
                .crlf();
        splice.write(out);
        context.downstream().write(out.toBuffer(PooledByteBufAllocator.DEFAULT));
        if (body.length == 0 || !AnswerPlan.hasBody(status) || (head != null && head.isMethod(EXCHANGE_HEAD))) {
            return 0;
        }
        context.downstream().write(Unpooled.wrappedBuffer(body));
        return body.length;
    }

    static final byte[] EXCHANGE_HEAD = {'H', 'E', 'A', 'D'};

    private static byte[] body(Context context, LocalReply reply) {
        var style = context.worker().config().localReplies();
        if (style == LocalReplyStyle.ISTIO) {
            return reply.istioBody().isEmpty() ? EMPTY : reply.istioBody().getBytes(StandardCharsets.UTF_8);
        }
        var text = new StringBuilder(reply.reason());
        var head = context.head();
        if (head != null) {
            text.append(": ").append(head.text(head.method())).append(' ');
            text.append(head.text(head.authority())).append(head.text(head.rawPath()));
        }
        text.append(" (")
                .append(reply.flagNames())
                .append(' ')
                .append(reply.details())
                .append(")\n");
        var table = context.table();
        if (style == LocalReplyStyle.FULL && head != null && table != null && mayKnowAll(context)) {
            text.append(DecisionText.render(table.explain(head)));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean mayKnowAll(Context context) {
        boolean proxied = context.worker().config().trustedProxies() > 0; // anybody may be behind a peer on loopback
        return context.kind() == Listener.Kind.OUTBOUND
                || (context.downstream().client().loopback() && !proxied);
    }
}
