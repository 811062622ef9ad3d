package dev.lateen.cli.home;

import dev.lateen.cli.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a `lateen run` leaves in the home while it runs, so that `status` shows it and `down` ends it.
///
/// @param owner the `lateen run` itself
/// @param application its command; null until it runs
/// @param sidecar null until it runs
public record WorkloadRecord(
        String name,
        String namespace,
        String service,
        ProcessIdentity owner,
        @Nullable ProcessIdentity application,
        @Nullable ProcessIdentity sidecar,
        int applicationPort,
        int sidecarPort,
        int outboundPort) {

    public void write(Home home) throws IOException {
        JsonFile.write(home.workloads().resolve(fileName()), this);
    }

    public void delete(Home home) throws IOException {
        Files.deleteIfExists(home.workloads().resolve(fileName()));
    }

    /// Files that cannot be read are left out: their owner is about to replace them.
    public static List<WorkloadRecord> all(Home home) throws IOException {
        var records = new ArrayList<WorkloadRecord>();
        if (!Files.isDirectory(home.workloads())) {
            return records;
        }
        try (var files = Files.newDirectoryStream(home.workloads(), "*.json")) {
            for (var file : files) {
                try {
                    JsonFile.read(file, WorkloadRecord.class).ifPresent(records::add);
                } catch (com.fasterxml.jackson.core.JacksonException e) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return records;
    }

    private String fileName() {
        return name + "." + namespace + ".json";
    }
}
