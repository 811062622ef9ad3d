package dev.lateen.proxy.log;

import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.FormattingTuple;
import io.netty.util.internal.logging.MessageFormatter;
import java.io.Serial;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/// One method for each shape of a message that Netty has, for each level; all come down to one.
final class NettyLogger extends AbstractInternalLogger {

    @Serial
    private static final long serialVersionUID = 1;

    private final Logger logger;

    NettyLogger(String name) {
        super(name);
        this.logger = Logger.getLogger(name);
    }

    private void write(Level level, FormattingTuple text) {
        write(level, text.getMessage(), text.getThrowable());
    }

    private void write(Level level, @Nullable String message, @Nullable Throwable thrown) {
        logger.log(NettyLogger.class.getName(), level, message, null, thrown);
    }

    @Override
    public boolean isTraceEnabled() {
        return logger.isEnabled(Level.TRACE);
    }

    @Override
    public void trace(String message) {
        write(Level.TRACE, message, null);
    }

    @Override
    public void trace(String format, Object argument) {
        if (isTraceEnabled()) {
            write(Level.TRACE, MessageFormatter.format(format, argument));
        }
    }

    @Override
    public void trace(String format, Object first, Object second) {
        if (isTraceEnabled()) {
            write(Level.TRACE, MessageFormatter.format(format, first, second));
        }
    }

    @Override
    public void trace(String format, Object... arguments) {
        if (isTraceEnabled()) {
            write(Level.TRACE, MessageFormatter.arrayFormat(format, arguments));
        }
    }

    @Override
    public void trace(String message, Throwable thrown) {
        write(Level.TRACE, message, thrown);
    }

    @Override
    public boolean isDebugEnabled() {
        return logger.isEnabled(Level.DEBUG);
    }

    @Override
    public void debug(String message) {
        write(Level.DEBUG, message, null);
    }

    @Override
    public void debug(String format, Object argument) {
        if (isDebugEnabled()) {
            write(Level.DEBUG, MessageFormatter.format(format, argument));
        }
    }

    @Override
    public void debug(String format, Object first, Object second) {
        if (isDebugEnabled()) {
            write(Level.DEBUG, MessageFormatter.format(format, first, second));
        }
    }

    @Override
    public void debug(String format, Object... arguments) {
        if (isDebugEnabled()) {
            write(Level.DEBUG, MessageFormatter.arrayFormat(format, arguments));
        }
    }

    @Override
    public void debug(String message, Throwable thrown) {
        write(Level.DEBUG, message, thrown);
    }

    @Override
    public boolean isInfoEnabled() {
        return logger.isEnabled(Level.INFO);
    }

    @Override
    public void info(String message) {
        write(Level.INFO, message, null);
    }

    @Override
    public void info(String format, Object argument) {
        if (isInfoEnabled()) {
            write(Level.INFO, MessageFormatter.format(format, argument));
        }
    }

    @Override
    public void info(String format, Object first, Object second) {
        if (isInfoEnabled()) {
            write(Level.INFO, MessageFormatter.format(format, first, second));
        }
    }

    @Override
    public void info(String format, Object... arguments) {
        if (isInfoEnabled()) {
            write(Level.INFO, MessageFormatter.arrayFormat(format, arguments));
        }
    }

    @Override
    public void info(String message, Throwable thrown) {
        write(Level.INFO, message, thrown);
    }

    @Override
    public boolean isWarnEnabled() {
        return logger.isEnabled(Level.WARN);
    }

    @Override
    public void warn(String message) {
        write(Level.WARN, message, null);
    }

    @Override
    public void warn(String format, Object argument) {
        if (isWarnEnabled()) {
            write(Level.WARN, MessageFormatter.format(format, argument));
        }
    }

    @Override
    public void warn(String format, Object first, Object second) {
        if (isWarnEnabled()) {
            write(Level.WARN, MessageFormatter.format(format, first, second));
        }
    }

    @Override
    public void warn(String format, Object... arguments) {
        if (isWarnEnabled()) {
            write(Level.WARN, MessageFormatter.arrayFormat(format, arguments));
        }
    }

    @Override
    public void warn(String message, Throwable thrown) {
        write(Level.WARN, message, thrown);
    }

    @Override
    public boolean isErrorEnabled() {
        return logger.isEnabled(Level.ERROR);
    }

    @Override
    public void error(String message) {
        write(Level.ERROR, message, null);
    }

    @Override
    public void error(String format, Object argument) {
        if (isErrorEnabled()) {
            write(Level.ERROR, MessageFormatter.format(format, argument));
        }
    }

    @Override
    public void error(String format, Object first, Object second) {
        if (isErrorEnabled()) {
            write(Level.ERROR, MessageFormatter.format(format, first, second));
        }
    }

    @Override
    public void error(String format, Object... arguments) {
        if (isErrorEnabled()) {
            write(Level.ERROR, MessageFormatter.arrayFormat(format, arguments));
        }
    }

    @Override
    public void error(String message, Throwable thrown) {
        write(Level.ERROR, message, thrown);
    }
}
