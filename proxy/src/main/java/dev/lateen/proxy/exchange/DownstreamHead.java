package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.HeadWriter;
import dev.lateen.proxy.http1.HeaderId;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.snapshot.route.RequestHead;

/// The response head as the client gets it: the upstream's lines without those for its connection, with the proxy's own
/// and the route's edits.
final class DownstreamHead {

    /// How the body is marked for the client.
    enum Framing {
        /// No body, or the upstream's Content-Length.
        AS_IS,
        CHUNKED,
        UNTIL_CLOSE
    }

    private static final byte[] ESTABLISHED = Bytes.of("200 Connection established");

    private DownstreamHead() {}

    static HeadWriter interim(Worker worker, ResponseHeadBuffer head) {
        var splice = worker.splice();
        splice.begin(head);
        splice.dropAll(HeaderId.CONTENT_LENGTH);
        splice.dropAll(HeaderId.TRANSFER_ENCODING);
        return write(worker, head, splice);
    }

    /// @param connection value of `Connection`, empty for none
    static HeadWriter build(
            Worker worker, ResponseHeadBuffer head, Framing framing, byte[] connection, FinalAnswer answer) {
        var splice = worker.splice();
        splice.begin(head);
        splice.dropAll(HeaderId.TRANSFER_ENCODING);
        splice.dropAll(HeaderId.ENVOY_PEER_METADATA);
        if (head.status() == 204) {
            splice.dropAll(HeaderId.CONTENT_LENGTH); // RFC 9110 section 8.6
        }
        server(worker, head, splice);
        splice.remove(Names.SERVICE_TIME);
        addDecimal(splice, answer.exchange().outcome.serviceTimeMillis);
        answer.edit(splice);
        if (framing == Framing.CHUNKED) {
            splice.add(Names.TRANSFER_ENCODING, Names.CHUNKED);
        }
        if (connection.length > 0) {
            splice.add(Names.CONNECTION, connection);
        }
        return write(worker, head, splice);
    }

    /// That the connection speaks another protocol from here on.
    static HeadWriter switching(Worker worker, ResponseHeadBuffer head, FinalAnswer answer) {
        var splice = worker.splice();
        splice.begin(head);
        splice.dropAll(HeaderId.CONTENT_LENGTH);
        splice.dropAll(HeaderId.TRANSFER_ENCODING);
        splice.dropAll(HeaderId.ENVOY_PEER_METADATA);
        server(worker, head, splice);
        answer.edit(splice);
        splice.add(Names.CONNECTION, Names.UPGRADE);
        splice.add(Names.UPGRADE, head.bytes(), head.headerValue(head.indexOf(HeaderId.UPGRADE)));
        return write(worker, head, splice);
    }

    /// That a CONNECT has led somewhere: without framing, as RFC 9110 section 9.3.6 asks for.
    static HeadWriter established(Worker worker) {
        var splice = worker.splice();
        splice.begin();
        splice.add(Names.DATE, worker.context().date());
        if (worker.serverHeader().length > 0) {
            splice.add(Names.SERVER, worker.serverHeader());
        }
        var out = worker.writer().begin().put(Names.HTTP_1_1).put(ESTABLISHED);
        splice.write(out.crlf());
        return out;
    }

    /// What a final answer met on its way: the upstream's, or one in its place.
    record FinalAnswer(RoutePlan plan, RoutePlan.Destination destination, Exchange exchange) implements AnswerEdits {

        /// What the rule says, then what the destination says, then what holds for every answer.
        @Override
        public void edit(HeadSplice splice) {
            plan.response.editResponse(splice, exchange);
            destination.response().editResponse(splice, exchange);
            exchange.edit(splice);
        }
    }

    private static void server(Worker worker, ResponseHeadBuffer head, HeadSplice splice) {
        if (worker.serverHeader().length > 0) {
            splice.dropAll(HeaderId.SERVER);
            splice.add(Names.SERVER, worker.serverHeader());
        }
        if (head.indexOf(HeaderId.DATE) < 0) {
            splice.add(Names.DATE, worker.context().date());
        }
    }

    private static void addDecimal(HeadSplice splice, long value) {
        splice.add(Names.SERVICE_TIME, value < SMALL.length ? SMALL[(int) value] : Bytes.of(Long.toString(value)));
    }

    private static final byte[][] SMALL = small();

    private static byte[][] small() {
        var texts = new byte[256][];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Bytes.of(Integer.toString(i));
        }
        return texts;
    }

    private static HeadWriter write(Worker worker, ResponseHeadBuffer head, HeadSplice splice) {
        long status = head.statusAndReason();
        var out = worker.writer().begin().put(Names.HTTP_1_1);
        out.put(head.bytes(), RequestHead.start(status), RequestHead.end(status));
        if (RequestHead.length(status) == 3) {
            out.put(' ');
        }
        splice.write(out.crlf());
        return out;
    }
}
