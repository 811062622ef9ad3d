package dev.lateen.proxy.exchange;

import io.netty.buffer.ByteBuf;

/// The client's side of an exchange, as the exchange sees it. Event loop only.
public interface Downstream extends ClientConnection {

    /// Takes ownership; leaves with the next [#flush].
    void write(ByteBuf data);

    void flush();

    boolean isWritable();

    /// The exchange takes body again: bring what is there.
    void resumeRequestBody();

    /// Throws away what has come of the request body; returns whether that was all of it, or the rest is so short that
    /// it can be thrown away behind the answer.
    boolean discardRequestBody();

    /// The answer is written to its last byte.
    ///
    /// @param reusable whether another request may follow
    void answered(boolean reusable);

    /// The answer broke off: the connection must end so that the client notices.
    void abort();

    /// What decides about a request at this moment.
    Exchange.Rules rules();

    /// Whether this answer should be the last one on its connection.
    boolean isDraining();
}
