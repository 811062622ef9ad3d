package dev.lateen.proxy.exchange;

import dev.lateen.proxy.LocalReplyStyle;
import dev.lateen.proxy.http1.HeadWriter;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.route.DecisionText;
import dev.lateen.snapshot.route.RouteTable;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Local replies as bytes, in the configured style.
public final class LocalReplyWriter {

    private static final byte[] EMPTY = {};

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
    static int write(Context context, LocalReply reply, boolean close) {
        var head = context.head();
        byte[] body = body(context, reply);
        boolean headRequest = head != null && head.isMethod(EXCHANGE_HEAD);
        var out = context.worker().writer().begin();
        var status = HttpResponseStatus.valueOf(reply.status());
        out.put(Names.HTTP_1_1).putDecimal(reply.status()).put(' ');
        out.put(status.reasonPhrase().getBytes(StandardCharsets.US_ASCII)).crlf();
        field(out, Names.CONTENT_LENGTH).putDecimal(body.length).crlf();
        if (body.length > 0) {
            field(out, Names.CONTENT_TYPE).put(Names.TEXT_PLAIN).crlf();
        }
        if (reply.status() == 405) {
            field(out, Names.ALLOW)
                    .put("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS".getBytes(StandardCharsets.US_ASCII))
                    .crlf();
        }
        field(out, Names.DATE).put(context.worker().context().date()).crlf();
        if (context.worker().serverHeader().length > 0) {
            field(out, Names.SERVER).put(context.worker().serverHeader()).crlf();
        }
        if (close) {
            field(out, Names.CONNECTION).put(Names.CLOSE).crlf();
        } else if (head != null && head.minorVersion() == 0) {
            field(out, Names.CONNECTION).put(Names.KEEP_ALIVE).crlf();
        }
        out.crlf();
        if (!headRequest) {
            out.put(body);
        }
        context.downstream().write(out.toBuffer(PooledByteBufAllocator.DEFAULT));
        return headRequest ? 0 : body.length;
    }

    static final byte[] EXCHANGE_HEAD = {'H', 'E', 'A', 'D'};

    private static HeadWriter field(HeadWriter out, byte[] name) {
        return out.put(name).put(':').put(' ');
    }

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
        return context.kind() == Listener.Kind.OUTBOUND
                || context.downstream().client().loopback();
    }
}
