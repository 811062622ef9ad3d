package dev.lateen.proxy.log;

import java.time.Instant;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.jspecify.annotations.Nullable;

/// What somebody logged while nothing could be written.
///
/// @param logger its logger's name
/// @param loggerClassName what is between the caller and the log, as JBoss Logging passes it on
record HeldRecord(
        Instant time,
        Thread thread,
        String logger,
        Logger.Level level,
        String loggerClassName,
        String message,
        @Nullable Throwable thrown) {

    static HeldRecord now(
            Logger logger, Logger.Level level, String loggerClassName, String message, @Nullable Throwable thrown) {
        return new HeldRecord(
                Instant.now(), Thread.currentThread(), logger.getName(), level, loggerClassName, message, thrown);
    }

    /// Unless its level is not wanted, as is known now.
    void write() {
        var target = java.util.logging.Logger.getLogger(logger);
        var wanted = level(level);
        if (!target.isLoggable(wanted)) {
            return;
        }
        var late = new ExtLogRecord(wanted, message, FormatStyle.NO_FORMAT, loggerClassName);
        late.setLoggerName(logger);
        late.setInstant(time);
        late.setThreadName(thread.getName());
        late.setLongThreadID(thread.threadId());
        late.setThrown(thrown);
        late.disableCallerCalculation(); // its stack is gone
        target.log(late);
    }

    private static java.util.logging.Level level(Logger.Level level) {
        return switch (level) {
            case FATAL -> Level.FATAL;
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
