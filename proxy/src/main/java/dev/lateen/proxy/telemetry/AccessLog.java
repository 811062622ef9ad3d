package dev.lateen.proxy.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/// The access log: event loops format lines into their rings, one thread writes them out. A target that is slow or
/// broken costs lines, which are counted, never a request.
public final class AccessLog implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(AccessLog.class);
    private static final long BATCH_NANOS = 10_000_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final AccessLogFormat format;
    private final OutputStream target;
    private final int ringBytes;
    private final List<LineRing> rings = new CopyOnWriteArrayList<>();
    private final Thread writer;
    private volatile boolean idle;
    private volatile boolean closed;
    private volatile long failures;

    /// @param ringBytes room for each event loop's lines that are not written yet
    public AccessLog(AccessLogFormat format, OutputStream target, int ringBytes) {
        this.format = format;
        this.target = target;
        this.ringBytes = ringBytes;
        this.writer = Thread.ofPlatform().daemon().name("access-log").unstarted(this::write);
        writer.start();
    }

    /// @param target `stdout`, or the path of a file that is appended to
    public static AccessLog open(AccessLogFormat format, String target, int ringBytes) throws IOException {
        if (target.equals("stdout") || target.equals("/dev/stdout")) {
            return new AccessLog(format, new FileOutputStream(FileDescriptor.out), ringBytes);
        }
        var path = Path.of(target).toAbsolutePath();
        var folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var file = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new AccessLog(format, file, ringBytes);
    }

    /// The log as one event loop sees it; asked once for each loop.
    public LoopTelemetry forLoop() {
        var ring = new LineRing(ringBytes);
        rings.add(ring);
        var line = new LineBuffer();
        return exchange -> {
            line.clear();
            format.write(line, exchange);
            if (ring.offer(line.bytes(), line.length()) && idle) {
                idle = false;
                LockSupport.unpark(writer);
            }
        };
    }

    /// Lines accepted since the start.
    public long lines() {
        return rings.stream().mapToLong(LineRing::lines).sum();
    }

    /// Lines dropped because the target did not keep up.
    public long dropped() {
        return rings.stream().mapToLong(LineRing::dropped).sum();
    }

    /// Writes of the target that failed.
    public long failures() {
        return failures;
    }

    private void write() {
        while (!closed) {
            if (drain()) {
                LockSupport.parkNanos(BATCH_NANOS);
            } else {
                idle = true;
                if (rings.stream().allMatch(LineRing::isEmpty) && !closed) {
                    LockSupport.parkNanos(100 * BATCH_NANOS);
                }
                idle = false;
            }
        }
        drain();
    }

    private boolean drain() {
        boolean any = false;
        for (var ring : rings) {
            try {
                any |= ring.drainTo(target);
            } catch (IOException e) {
                any = true;
                failed(e);
            }
        }
        return any;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the writer thread writes it
    private void failed(IOException e) {
        if (failures++ == 0) {
            LOGGER.warnf("access log cannot be written, lines are lost reason=%s", e.getMessage());
        }
    }

    /// Writes out what is there, for two seconds at most.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
            target.flush();
            if (!(target instanceof FileOutputStream)) {
                target.close(); // standard output stays open
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            failed(e);
        }
    }
}
