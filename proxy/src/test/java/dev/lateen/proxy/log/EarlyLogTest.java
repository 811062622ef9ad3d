package dev.lateen.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EarlyLogTest {

    private static final String NAME = "dev.lateen.early";

    private final List<LogRecord> written = new CopyOnWriteArrayList<>();
    private final Logger target = Logger.getLogger(NAME);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            written.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        target.setUseParentHandlers(false);
        target.addHandler(handler);
        EarlyLog.hold();
    }

    @AfterEach
    void letGo() {
        EarlyLog.release();
        target.removeHandler(handler);
        target.setLevel(null);
    }

    @Test
    void writesWhatWasHeldInItsOrderWithItsOwnTimeAndThread() throws InterruptedException {
        var logger = new EarlyLog().getLogger(NAME);
        var failure = new IllegalStateException("broken");
        logger.infof("listener %s", "http");
        var other = Thread.ofPlatform().name("other").start(() -> logger.warnv("port {0}", "80"));
        other.join();
        logger.error("100 % lost", failure);
        var held = Instant.now();
        assertThat(written).isEmpty();

        EarlyLog.release();

        assertThat(written).extracting(LogRecord::getMessage).containsExactly("listener http", "port 80", "100 % lost");
        assertThat(written).extracting(LogRecord::getLoggerName).containsOnly(NAME);
        assertThat(written).allMatch(record -> !record.getInstant().isAfter(held));
        assertThat(written.get(1).getLongThreadID()).isEqualTo(other.threadId());
        assertThat(written.get(2).getThrown()).isSameAs(failure);
    }

    @Test
    void writesAtOnceAfterwards() {
        var logger = new EarlyLog().getLogger(NAME);
        logger.info("held");
        EarlyLog.release();

        logger.infof("written %d", 2);

        assertThat(written).extracting(LogRecord::getLevel).containsExactly(Level.INFO, Level.INFO);
        assertThat(written).hasSize(2);
    }

    @Test
    void keepsDebugOfTheProxyAloneAndWritesWhatTheLevelAllows() {
        target.setLevel(Level.WARNING);
        var logger = new EarlyLog().getLogger(NAME);
        assertThat(logger.isDebugEnabled()).isTrue();
        assertThat(new EarlyLog().getLogger("io.netty").isDebugEnabled()).isFalse();
        logger.debug("below");
        logger.info("below, too");
        logger.warn("above");

        EarlyLog.release();

        assertThat(written).extracting(LogRecord::getMessage).containsExactly("above");
        assertThat(logger.isInfoEnabled()).isFalse();
    }

    @Test
    void hasNettysMessages() {
        var netty = new NettyLogger(NAME);
        var failure = new IllegalStateException("broken");

        netty.info("plain {}");
        netty.warn("one {}", 1);
        netty.error("two {} {}", 1, 2);
        netty.warn("three {} {} {}", 1, 2, 3);
        netty.warn("thrown", failure);
        EarlyLog.release();

        assertThat(written)
                .extracting(LogRecord::getMessage)
                .containsExactly("plain {}", "one 1", "two 1 2", "three 1 2 3", "thrown");
        assertThat(written.getLast().getThrown()).isSameAs(failure);
    }
}
