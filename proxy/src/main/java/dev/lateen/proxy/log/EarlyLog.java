package dev.lateen.proxy.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.jboss.logging.JBossLogManagerProvider;
import org.jboss.logging.JDKLoggerProvider;
import org.jboss.logging.Logger;
import org.jboss.logging.LoggerProvider;
import org.jspecify.annotations.Nullable;

/// The log as JBoss Logging would have it, but between [#hold] and [#release] what is logged is kept instead: setting
/// up the log manager opens each jar of the class path, a tenth of a second and more of a start, which can wait until
/// the proxy serves. Thread-safe.
///
/// `META-INF/services` of the programs names it a second time: the JDK looks for the second provider of a service
/// before it hands out the first, through all jars if need be.
public final class EarlyLog implements LoggerProvider {

    private static final List<HeldRecord> HELD = new ArrayList<>();
    private static volatile boolean holding;

    /// Loaded, and the log manager with it, when something is to be written first.
    private static final class Written {
        static final LoggerProvider PROVIDER =
                LogManager.getLogManager().getClass().getName().equals("org.jboss.logmanager.LogManager")
                        ? new JBossLogManagerProvider()
                        : new JDKLoggerProvider();
    }

    /// For [java.util.ServiceLoader].
    public EarlyLog() {}

    /// Keeps from now on what is logged, for as long as a start takes and no longer: it is not bounded.
    public static void hold() {
        holding = true;
    }

    /// Has what was kept written, in its order and with its own time, and keeps no more.
    public static void release() {
        if (anythingHeld()) {
            written(""); // not with the lock, for which those who log meanwhile would wait
        }
        synchronized (HELD) {
            try {
                for (int i = 0; i < HELD.size(); i++) {
                    HELD.get(i).write(); // which may log something itself
                }
            } finally {
                HELD.clear();
                holding = false;
            }
        }
    }

    static boolean isHolding() {
        return holding;
    }

    /// False when it is too late for that.
    static boolean keep(HeldRecord record) {
        synchronized (HELD) {
            return holding && HELD.add(record);
        }
    }

    static Logger written(String name) {
        return Written.PROVIDER.getLogger(name);
    }

    private static boolean anythingHeld() {
        synchronized (HELD) {
            return !HELD.isEmpty();
        }
    }

    @Override
    public Logger getLogger(String name) {
        return holding ? new EarlyLogger(name) : written(name);
    }

    @Override
    public void clearMdc() {
        Written.PROVIDER.clearMdc();
    }

    @Override
    public @Nullable Object putMdc(String key, Object value) {
        return Written.PROVIDER.putMdc(key, value);
    }

    @Override
    public @Nullable Object getMdc(String key) {
        return Written.PROVIDER.getMdc(key);
    }

    @Override
    public void removeMdc(String key) {
        Written.PROVIDER.removeMdc(key);
    }

    @Override
    public Map<String, Object> getMdcMap() {
        return Written.PROVIDER.getMdcMap();
    }

    @Override
    public void clearNdc() {
        Written.PROVIDER.clearNdc();
    }

    @Override
    public @Nullable String getNdc() {
        return Written.PROVIDER.getNdc();
    }

    @Override
    public int getNdcDepth() {
        return Written.PROVIDER.getNdcDepth();
    }

    @Override
    public @Nullable String popNdc() {
        return Written.PROVIDER.popNdc();
    }

    @Override
    public @Nullable String peekNdc() {
        return Written.PROVIDER.peekNdc();
    }

    @Override
    public void pushNdc(String message) {
        Written.PROVIDER.pushNdc(message);
    }

    @Override
    public void setNdcMaxDepth(int maxDepth) {
        Written.PROVIDER.setNdcMaxDepth(maxDepth);
    }
}
