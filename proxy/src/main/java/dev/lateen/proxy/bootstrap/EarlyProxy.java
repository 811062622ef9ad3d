package dev.lateen.proxy.bootstrap;

import dev.lateen.proxy.admin.ProxyState;
import dev.lateen.proxy.log.EarlyLog;
import dev.lateen.proxy.log.NettyLog;
import dev.lateen.snapshot.push.SnapshotJson;
import io.prometheus.client.CollectorRegistry;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The proxy of a program, which serves before the framework of the program is there: it needs its own configuration
/// and nothing else, and most of a start is the framework's. What keeps it from starting is kept as well, to be said
/// once there is a log.
public final class EarlyProxy implements AutoCloseable {

    /// Set in a native executable, which has no jars to look through, and no class by that name.
    private static final String NATIVE = "org.graalvm.nativeimage.imagecode";

    /// How long the framework waits for the first snapshot. Both at once would only slow each other down.
    private static final Duration HEAD_START = Duration.ofSeconds(1);

    /// Netty and the log read these when their first class is loaded, and the framework sets them later than that:
    /// chunks of 64 KiB in an arena instead of 4 MiB, no search for a network card to identify the machine by, no
    /// record kept that nobody will want.
    private static final Map<String, String> READ_EARLY = Map.of(
            "io.netty.allocator.maxOrder", "3",
            "io.netty.allocator.disableCacheFinalizersForFastThreadLocalThreads", "true",
            "io.netty.machineId", "00:00:00:00:00:00:00:00",
            "logging.initial-configurator.min-level", "500");

    private final CollectorRegistry registry = new CollectorRegistry(true);
    private final Runnable quit;
    private volatile @Nullable ProxyProcess process;
    private volatile @Nullable String failure;
    private volatile boolean quitting;

    /// Reads the settings of a proxy.
    public interface Settings {

        ProxySettings read() throws InvalidSettings;
    }

    /// @param quit asks the framework to end the process, which it may hear of or not as long as it has not started;
    ///     returns at once
    public EarlyProxy(Runnable quit) {
        READ_EARLY.forEach(System::setProperty);
        if (System.getProperty("os.name").equals("Linux") && System.getProperty(NATIVE) == null) {
            // What the JDK has. Without this it looks for another one first, in each jar of the class path.
            System.setProperty("java.nio.channels.spi.SelectorProvider", "sun.nio.ch.EPollSelectorProvider");
        }
        EarlyLog.hold();
        NettyLog.use();
        this.quit = quit;
        // Takes about as long as all else before the first snapshot, and runs beside it on a second processor.
        Thread.ofPlatform().daemon().name("snapshot-json").start(SnapshotJson::prepare);
    }

    /// Starts the proxy and returns without waiting for anything. It is not called ready before [#release]: a program
    /// that fails to start must not have looked like one that did.
    public void start(Settings settings) {
        try {
            var starting = new ProxyProcess(settings.read(), registry, this::quit);
            process = starting;
            starting.holdBack();
            starting.start();
        } catch (InvalidSettings | ConfigValidationException e) {
            failure = "configuration is not valid\n" + e.getMessage();
        } catch (IOException e) {
            failure = "cannot start reason=" + e.getMessage();
        } catch (RuntimeException e) {
            failure = "cannot start reason=" + e; // its threads would keep the process alive if this left main
        } catch (Error e) {
            EarlyLog.release(); // nobody else will
            throw e;
        }
    }

    /// Returns when the proxy serves, or when the framework should not wait any longer, and has the log written.
    public void awaitSnapshot() {
        var started = process;
        if (started != null && failure == null) {
            started.awaitSnapshot(HEAD_START);
        }
        EarlyLog.release();
    }

    /// The framework has started.
    public void release() {
        var started = process;
        if (started != null) {
            started.release();
        }
    }

    /// Asks the process to end; it will, however early this is. Returns at once.
    public void quit() {
        quitting = true;
        quit.run();
    }

    /// Why the proxy did not start; null when it did.
    public @Nullable String failure() {
        return failure;
    }

    /// Whether the process is to end, perhaps since before the framework could be told.
    public boolean isQuitting() {
        return quitting;
    }

    /// Has the proxy's metrics, and takes those of the program.
    public CollectorRegistry registry() {
        return registry;
    }

    /// As [ProxyProcess#isReady].
    public boolean isReady() {
        var started = process;
        return started != null && started.isReady();
    }

    public ProxyState state() {
        var started = process;
        return started == null ? ProxyState.PRE_INITIALIZING : started.state();
    }

    /// As [ProxyProcess#alsoBound].
    public void alsoBound(String name, int port) {
        var started = process;
        if (started != null) {
            started.alsoBound(name, port);
        }
    }

    /// As [ProxyProcess#close].
    @Override
    public void close() {
        var started = process;
        if (started != null) {
            started.close();
        }
    }
}
