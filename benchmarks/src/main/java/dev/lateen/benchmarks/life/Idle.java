package dev.lateen.benchmarks.life;

import dev.lateen.benchmarks.peer.RunningPeer;
import dev.lateen.benchmarks.scenario.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What connections cost that do nothing.
///
/// @param residentBytes of memory for each connection, everything included
/// @param heapBytes of live heap for each connection; negative for who is no JVM
record Idle(int connections, double residentBytes, double heapBytes) {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /// A quarter of the connections is opened and closed first, so that what is made once is there.
    static Idle of(RunningPeer peer, int connections, Work work) {
        open(peer, connections / 4, work).forEach(IdleConnection::close);
        var heapBefore = heap(peer);
        long before = peer.usage().residentBytes();
        var open = open(peer, connections, work);
        var heapAfter = heap(peer);
        long after = peer.usage().residentBytes();
        open.forEach(IdleConnection::close);
        double heap = heapBefore.isPresent() && heapAfter.isPresent()
                ? (double) (heapAfter.getAsLong() - heapBefore.getAsLong()) / connections
                : -1;
        return new Idle(connections, (double) (after - before) / connections, heap);
    }

    private static ArrayList<IdleConnection> open(RunningPeer peer, int count, Work work) {
        var open = new ArrayList<IdleConnection>();
        for (int i = 0; i < count; i++) {
            open.add(IdleConnection.firstAnswer(peer.port(), work));
        }
        return open;
    }

    /// Bytes that are alive after a collection.
    private static OptionalLong heap(RunningPeer peer) {
        if (peer.process() == null || !peer.peer().name().startsWith("lateen")) {
            return OptionalLong.empty();
        }
        long pid = peer.process().process().pid();
        jcmd(pid, "GC.run");
        long used = USED.matcher(jcmd(pid, "GC.heap_info"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .limit(2) // young and old; what follows is metaspace
                .sum();
        return used == 0 ? OptionalLong.empty() : OptionalLong.of(used * 1024);
    }

    private static String jcmd(long pid, String what) {
        var command = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var process = new ProcessBuilder(command, Long.toString(pid), what)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // a JRE without tools
        }
    }
}
