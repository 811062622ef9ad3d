package dev.lateen.proxy.log;

import java.io.Serial;
import java.text.MessageFormat;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
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
        if (!keep(level, loggerClassName, text(message, parameters, MessageFormat::format), thrown)) {
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
        if (!keep(level, loggerClassName, text(format, parameters, String::format), thrown)) {
            written().logf(loggerClassName, level, thrown, format, parameters);
        }
    }

    /// Now, since parameters may change. As the log manager has it, without any a message is what it says, and one that
    /// they do not fit breaks nothing.
    private static Supplier<String> text(
            @Nullable Object message, Object @Nullable [] parameters, BiFunction<String, Object[], String> formatter) {
        return () -> {
            var format = String.valueOf(message);
            if (parameters == null || parameters.length == 0) {
                return format;
            }
            try {
                return formatter.apply(format, parameters);
            } catch (RuntimeException e) {
                return format;
            }
        };
    }

    /// True as well for what nobody will want.
    private boolean keep(Level level, String loggerClassName, Supplier<String> text, @Nullable Throwable thrown) {
        if (!EarlyLog.isHolding()) {
            return false;
        }
        return !isEnabled(level) || EarlyLog.keep(HeldRecord.now(this, level, loggerClassName, text.get(), thrown));
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
