package dev.lateen.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Eventually;
import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final DeadlineWheel wheel = new DeadlineWheel(loop, 1);

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static long millis(long value) {
        return TimeUnit.MILLISECONDS.toNanos(value);
    }

    @Test
    void deadlinesFireOnceInOrderAndNeverEarly() throws Exception {
        List<Integer> fired = new CopyOnWriteArrayList<>();
        List<Long> early = new CopyOnWriteArrayList<>();
        loop.submit(() -> {
                    for (int delay : new int[] {1200, 40, 5, 600, 0}) {
                        long due = System.nanoTime() + millis(delay);
                        wheel.set(
                                new Deadline(() -> {
                                    fired.add(delay);
                                    if (System.nanoTime() < due) {
                                        early.add(due);
                                    }
                                }),
                                millis(delay));
                    }
                })
                .get();
        Eventually.await("all fired", () -> fired.size() == 5);
        assertThat(fired).containsExactly(0, 5, 40, 600, 1200);
        assertThat(early).isEmpty();
    }

    @Test
    void cancelledAndMovedDeadlinesDoNotFireAtTheirOldTime() throws Exception {
        var fired = new AtomicInteger();
        var moved = new Deadline(fired::incrementAndGet);
        var marker = new AtomicInteger();
        loop.submit(() -> {
                    var cancelled = new Deadline(fired::incrementAndGet);
                    wheel.set(cancelled, millis(5));
                    cancelled.cancel();
                    wheel.set(moved, millis(5));
                    wheel.set(moved, millis(60_000));
                    wheel.set(new Deadline(marker::incrementAndGet), millis(50));
                })
                .get();
        Eventually.await("time passed", () -> marker.get() == 1);
        assertThat(fired).hasValue(0);
        assertThat(moved.isSet()).isTrue();
    }

    @Test
    void anActionMaySetAndCancelOthers() throws Exception {
        var fired = new AtomicInteger();
        var others = new ArrayList<Deadline>();
        loop.submit(() -> {
                    for (int i = 0; i < 3; i++) {
                        others.add(new Deadline(() -> fired.addAndGet(100)));
                        wheel.set(others.get(i), millis(30));
                    }
                    wheel.set(
                            new Deadline(() -> {
                                others.forEach(Deadline::cancel);
                                wheel.set(new Deadline(fired::incrementAndGet), millis(40));
                            }),
                            millis(10));
                })
                .get();
        Eventually.await("the last one fired", () -> fired.get() > 0);
        assertThat(fired).hasValue(1);
    }
}
