package dev.lateen.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.cli.process.ChildProcess.Launch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesIT {

    @TempDir
    private Path folder = Path.of("");

    private Launch shell(String script) {
        return new Launch("dummy", List.of("sh", "-c", script), Map.of("WORD", "sail"), folder.resolve("dummy.log"));
    }

    private static final class Events implements KeptAlive.Listener {

        final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

        @Override
        public void restarted(KeptAlive child, int exitCode) {
            seen.add("restarted " + exitCode);
        }

        @Override
        public void ended(KeptAlive child, int exitCode) {
            seen.add("ended " + exitCode);
        }

        @Nullable
        String next() throws InterruptedException {
            return seen.poll(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void listeningSocketIsFoundInTheTable() {
        var lines = Stream.of(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1",
                "   1: 0100007F:1F90 0100007F:A000 01 00000000:00000000 00:00000000 00000000     0        0 4712 1",
                "   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1");

        assertThat(PortHolder.listeningInodes(lines, 8080)).containsExactly("socket:[4711]");
    }

    @Test
    void holderOfAPortIsThisProcess() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var holder = PortHolder.of(socket.getLocalPort());

            assertThat(FreePorts.isFree(socket.getLocalPort())).isFalse();
            assertThat(holder).hasValueSatisfying(found -> {
                assertThat(found.pid()).isEqualTo(ProcessHandle.current().pid());
                assertThat(found.describe()).contains("java");
            });
        }
    }

    @Test
    void freePortsAreHandedOutOnce() {
        var free = new FreePorts();
        int first = free.any();

        assertThat(free.preferred(first)).isNotEqualTo(first);
        assertThat(free.any()).isNotEqualTo(first);
    }

    @Test
    void reusedPidIsAnotherProcess() {
        var self = ProcessIdentity.current();

        assertThat(self.isAlive()).isTrue();
        assertThat(new ProcessIdentity(self.pid(), self.startMillis() - 60_000).isAlive())
                .isFalse();
    }

    @Test
    void outputAndEnvironmentReachTheLog() throws Exception {
        var child = ChildProcess.start(shell("echo $WORD; echo oops >&2; printf '\\tat a.b.C\\n'"));

        assertThat(ChildProcess.awaitExit(child.process().toHandle(), Duration.ofSeconds(20)))
                .isTrue();
        assertThat(child.lastLines(5)).containsExactly("sail", "oops");
    }

    @Test
    void logOfTheLastStartSurvivesTheNextOne() throws Exception {
        var log = Files.writeString(folder.resolve("dummy.log"), "why it failed");

        ChildProcess.rotate(log);
        ChildProcess.rotate(log);

        assertThat(log).doesNotExist();
        assertThat(folder.resolve("dummy.log.1")).hasContent("why it failed");
    }

    @Test
    void whatIgnoresTheRequestToEndIsKilled() throws Exception {
        var child = ChildProcess.start(shell("trap '' TERM; echo up; while :; do sleep 0.1; done"));
        assertThat(Await.until(() -> child.lastLines(1).contains("up"), Duration.ofSeconds(20)))
                .isTrue();

        child.stop(Duration.ofMillis(100));

        assertThat(child.process().isAlive()).isFalse();
    }

    @Test
    void endBeforeItHasSettledIsFinal() throws Exception {
        var events = new Events();
        try (var kept = KeptAlive.start(shell("exit 3"), events)) {
            assertThat(events.next()).isEqualTo("ended 3");
            assertThat(kept.isAlive()).isFalse();
        }
    }

    @Test
    void settledChildIsStartedAgainAsAnotherProcess() throws Exception {
        var events = new Events();
        try (var kept = KeptAlive.start(shell("exec sleep 600"), events)) {
            kept.settled();
            var first = kept.current().identity();

            kept.current().process().destroyForcibly();

            assertThat(events.next()).isEqualTo("restarted 137");
            assertThat(kept.current().identity().pid()).isNotEqualTo(first.pid());
            assertThat(kept.isAlive()).isTrue();
        }
    }

    @Test
    void closedChildIsNotStartedAgain() throws Exception {
        var events = new Events();
        var kept = KeptAlive.start(shell("exec sleep 600"), events);
        kept.settled();

        kept.close();

        assertThat(kept.isAlive()).isFalse();
        assertThat(events.seen).isEmpty();
    }
}
