package dev.lateen.proxy.log;

import io.netty.util.internal.logging.AbstractInternalLogger;
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

    private void format(Level level, String format, Object... arguments) {
        if (logger.isEnabled(level)) {
            var text = MessageFormatter.arrayFormat(format, arguments);
            write(level, text.getMessage(), text.getThrowable());
        }
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
        format(Level.TRACE, format, argument);
    }

    @Override
    public void trace(String format, Object first, Object second) {
        format(Level.TRACE, format, first, second);
    }

    @Override
    public void trace(String format, Object... arguments) {
        format(Level.TRACE, format, arguments);
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
        format(Level.DEBUG, format, argument);
    }

    @Override
    public void debug(String format, Object first, Object second) {
        format(Level.DEBUG, format, first, second);
    }

    @Override
    public void debug(String format, Object... arguments) {
        format(Level.DEBUG, format, arguments);
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
        format(Level.INFO, format, argument);
    }

    @Override
    public void info(String format, Object first, Object second) {
        format(Level.INFO, format, first, second);
    }

    @Override
    public void info(String format, Object... arguments) {
        format(Level.INFO, format, arguments);
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
        format(Level.WARN, format, argument);
    }

    @Override
    public void warn(String format, Object first, Object second) {
        format(Level.WARN, format, first, second);
    }

    @Override
    public void warn(String format, Object... arguments) {
        format(Level.WARN, format, arguments);
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
        format(Level.ERROR, format, argument);
    }

    @Override
    public void error(String format, Object first, Object second) {
        format(Level.ERROR, format, first, second);
    }

    @Override
    public void error(String format, Object... arguments) {
        format(Level.ERROR, format, arguments);
    }

    @Override
    public void error(String message, Throwable thrown) {
        write(Level.ERROR, message, thrown);
    }
}
