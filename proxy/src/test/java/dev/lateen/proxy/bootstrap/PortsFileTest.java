package dev.lateen.proxy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsFileTest {

    @TempDir
    private Path folder;

    @Test
    void portsAreWrittenWhenTheyChange() throws IOException {
        // Given
        var file = folder.resolve("state/ports.json");
        var ports = new PortsFile(file);
        ports.write(Map.of("admin", 1), Map.of("a", 2));
        assertThat(file).hasContent("{\"admin\":1,\"listener.a\":2}");
        var then = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(file, then);

        // When
        ports.write(Map.of("admin", 1), Map.of("a", 2));

        // Then
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(then);

        // When
        ports.write(Map.of("admin", 1), Map.of("a", 3));

        // Then
        assertThat(file).hasContent("{\"admin\":1,\"listener.a\":3}");
    }
}
