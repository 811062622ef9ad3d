package dev.lateen.pilot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A pilot in a process of its own, which can be killed.
public final class PilotProcess implements AutoCloseable {

    /// A JVM on a machine with a lot else to do.
    private static final Duration READY = Duration.ofMinutes(2);

    private final Process process;
    private final PilotClient client;

    private PilotProcess(Process process, PilotClient client) {
        this.process = process;
        this.client = client;
    }

    /// The process: a pilot on free ports until it is ended.
    public static void main(String[] arguments) throws Exception {
        var config = PilotConfig.at(Path.of(arguments[0])).withPorts(PilotConfig.Ports.FREE);
        try (var pilot = new Pilot(config).start()) {
            System.out.println("ready " + pilot.apiPort());
            new CountDownLatch(1).await();
        }
    }

    public static PilotProcess start(Path home) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                PilotProcess.class.getName(),
                home.toString());
        Path log = Files.createTempFile(home, "pilot", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Path file = home.resolve(Pilot.PORTS_FILE);
        Eventually.await(READY, "pilot is ready or over", () -> !process.isAlive() || isOf(process, file));
        if (!process.isAlive()) {
            throw new AssertionError("pilot ended: " + Files.readString(log));
        }
        JsonNode ports = new ObjectMapper().readTree(file.toFile());
        String token = Files.readString(home.resolve("token")).strip();
        return new PilotProcess(
                process,
                new PilotClient(
                        new PilotConfig.Ports(
                                ports.path("push").asInt(),
                                ports.path("api").asInt(),
                                ports.path("monitoring").asInt()),
                        token));
    }

    /// The file of an earlier process may still be there.
    private static boolean isOf(Process process, Path file) {
        try {
            return Files.exists(file)
                    && new ObjectMapper().readTree(file.toFile()).path("pid").asLong() == process.pid();
        } catch (IOException e) {
            return false; // it has just been deleted
        }
    }

    public PilotClient client() {
        return client;
    }

    /// As `kill -9` does.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        client.close();
    }
}
