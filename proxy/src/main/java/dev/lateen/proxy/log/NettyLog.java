package dev.lateen.proxy.log;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/// Netty's log by JBoss Logging. The way that Netty finds by itself, SLF4J, sets up the log manager with the first
/// event loop.
public final class NettyLog extends InternalLoggerFactory {

    private NettyLog() {}

    /// Before the first class of Netty's is loaded that logs.
    public static void use() {
        InternalLoggerFactory.setDefaultFactory(new NettyLog());
    }

    @Override
    protected InternalLogger newInstance(String name) {
        return new NettyLogger(name);
    }
}
