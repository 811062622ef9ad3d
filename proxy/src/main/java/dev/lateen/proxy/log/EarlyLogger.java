package dev.lateen.proxy.log;

import java.io.Serial;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jspecify.annotations.Nullable;

/// A logger that was asked for while the log was held: keeps what is logged until it can be written, and is then what
/// any other logger of its name is. Thread-safe.
final class EarlyLogger extends Logger {

    @Serial
    private static final long serialVersionUID = 1;

    private transient volatile @Nullable Logger written;

    EarlyLogger(String name) {
        super(name);
    }

    /// What is configured is not known while the log is held: then what operators read by default, and what developers
    /// of the proxy look for in it.
    @Override
    public boolean isEnabled(Level level) {
        if (EarlyLog.isHolding()) {
            return level.compareTo(getName().startsWith("dev.lateen.") ? Level.DEBUG : Level.INFO) <= 0;
        }
        return written().isEnabled(level);
    }

    @Override
    protected void doLog(
            Level level,
            String loggerClassName,
            @Nullable Object message,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        var style = parameters == null ? FormatStyle.NO_FORMAT : FormatStyle.MESSAGE_FORMAT;
        if (!keep(level, loggerClassName, new HeldRecord.Text(String.valueOf(message), style, parameters), thrown)) {
            written().log(loggerClassName, level, message, parameters, thrown);
        }
    }

    @Override
    protected void doLogf(
            Level level,
            String loggerClassName,
            String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        var style = parameters == null ? FormatStyle.NO_FORMAT : FormatStyle.PRINTF;
        if (!keep(level, loggerClassName, new HeldRecord.Text(format, style, parameters), thrown)) {
            written().logf(loggerClassName, level, thrown, format, parameters);
        }
    }

    /// True as well for what nobody will want.
    private boolean keep(Level level, String loggerClassName, HeldRecord.Text text, @Nullable Throwable thrown) {
        if (!EarlyLog.isHolding()) {
            return false;
        }
        return !isEnabled(level) || EarlyLog.keep(HeldRecord.now(this, level, loggerClassName, text, thrown));
    }

    private Logger written() {
        var known = written;
        if (known == null) {
            known = EarlyLog.written(getName());
            written = known;
        }
        return known;
    }
}
