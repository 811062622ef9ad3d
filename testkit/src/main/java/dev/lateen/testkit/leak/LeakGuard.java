package dev.lateen.testkit.leak;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test class after which a leaked buffer comes to light. Registered for all classes of a module by
/// `META-INF/services` and `junit.jupiter.extensions.autodetection.enabled`.
public final class LeakGuard implements AfterAllCallback {

    private static final int ROUNDS = 3;

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> leaks = collect();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " leaked buffers, the first: " + leaks.getFirst());
        }
    }

    /// Netty finds a leak when the buffer has been collected and another one is allocated.
    static List<String> collect() {
        List<String> leaks = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            System.gc();
            ByteBufAllocator.DEFAULT.directBuffer(16).release();
            ByteBufAllocator.DEFAULT.heapBuffer(16).release();
            leaks.addAll(RecordingLeakDetector.drain());
        }
        return leaks;
    }
}
