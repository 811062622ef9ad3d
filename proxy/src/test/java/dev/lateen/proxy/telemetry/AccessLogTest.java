package dev.lateen.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    @Test
    void linesOfAllLoopsArriveWholeAndClosingWritesTheRest() {
        // Given
        var out = new ByteArrayOutputStream();
        var log = new AccessLog(AccessLogFormat.TEXT, out, 1 << 20);

        // When
        for (int loop = 0; loop < 3; loop++) {
            var telemetry = log.forLoop();
            for (int i = 0; i < 500; i++) {
                telemetry.finished(new SampleExchange());
            }
        }
        log.close();

        // Then
        assertThat(out.toString().lines()).hasSize(1500).allMatch(line -> line.endsWith(" - canary"));
        assertThat(log.lines()).isEqualTo(1500);
        assertThat(log.dropped()).isZero();
    }

    @Test
    void aTargetThatHangsCostsLinesButNeverBlocks() {
        // Given
        var hang = new CountDownLatch(1);
        var hanging = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        var log = new AccessLog(AccessLogFormat.JSON, hanging, 4096);
        var telemetry = log.forLoop();

        // When
        for (int i = 0; i < 1000; i++) {
            telemetry.finished(new SampleExchange());
        }

        // Then
        assertThat(log.dropped()).isGreaterThan(900);
        assertThat(log.lines() + log.dropped()).isEqualTo(1000);
        hang.countDown();
        log.close();
    }

    @Test
    void aFileIsAppendedTo(@TempDir Path folder) throws Exception {
        // Given
        var file = folder.resolve("logs/access.log");

        // When
        for (int run = 0; run < 2; run++) {
            var log = AccessLog.open(AccessLogFormat.TEXT, file.toString(), 64 * 1024);
            log.forLoop().finished(new SampleExchange());
            log.close();
        }

        // Then
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void aRingWrapsWithoutLosingAByte() throws Exception {
        // Given
        var ring = new LineRing(1024);
        var out = new ByteArrayOutputStream();
        var expected = new ByteArrayOutputStream();

        // When
        for (int i = 0; i < 200; i++) {
            var line = ("line " + i + " " + "x".repeat(i % 300) + "\n").getBytes(StandardCharsets.US_ASCII);
            assertThat(ring.offer(line, line.length)).isTrue();
            expected.write(line);
            if (i % 3 == 2) {
                ring.drainTo(out);
            }
        }
        ring.drainTo(out);

        // Then
        assertThat(out.toString()).isEqualTo(expected.toString());
        assertThat(ring.drainTo(out)).isFalse();
    }
}
