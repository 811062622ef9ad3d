package dev.lateen.proxy.bootstrap;

import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells a launcher the real ports: `{"admin":40011,"listener.0.0.0.0_8080":18080,…}`. Moved into place, so that a
/// reader sees all of it or nothing. One thread at a time.
final class PortsFile {

    private final Path file;
    private @Nullable Map<String, Integer> written;

    PortsFile(Path file) {
        this.file = file;
    }

    /// Does nothing when it says so already.
    void write(Map<String, Integer> own, Map<String, Integer> listeners) throws IOException {
        var ports = new TreeMap<>(own);
        listeners.forEach((name, port) -> ports.put("listener." + name, port));
        if (ports.equals(written)) {
            return;
        }
        var target = file.toAbsolutePath();
        var beside = target.resolveSibling(target.getFileName() + ".new");
        var folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(beside, SnapshotJson.write(ports) + "\n");
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        written = ports;
    }
}
