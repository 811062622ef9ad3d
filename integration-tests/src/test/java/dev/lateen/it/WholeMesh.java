package dev.lateen.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A mesh of whole processes, in a home of its own, through the `lateen` command. Remembers every process that it
/// has seen, by what the home says about it; [#close] ends all of them.
final class WholeMesh implements AutoCloseable {

    /// How long a start may take on a machine that others use too.
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Shell shell;
    private final int gatewayPort = Mesh.freePort();
    private final Map<Long, ProcessHandle> seen = new LinkedHashMap<>();
    private final List<Process> started = new ArrayList<>();

    private WholeMesh(Path folder) {
        this.home = folder.resolve("home");
        this.shell = new Shell(folder)
                .with("LATEEN", Shell.ROOT.resolve("lateen").toString())
                .with("LATEEN_HOME", home.toString())
                .with("PROGRAMS", programs());
    }

    /// A home in this folder; nothing runs yet.
    static WholeMesh in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WholeMesh(folder);
    }

    Shell.Result demo() {
        return start("demo");
    }

    Shell.Result up() {
        return start("up");
    }

    private Shell.Result start(String command) {
        try {
            return lateen(command + " --detach --gateway-port " + gatewayPort + " $PROGRAMS");
        } finally {
            remember();
        }
    }

    Shell.Result lateen(String arguments) {
        return shell.run("$LATEEN " + arguments, PATIENCE);
    }

    Shell shell() {
        return shell;
    }

    /// A command that goes on, in the home's folder; its output goes to a file there. Ended with the mesh.
    Process background(String command, String outputFile) {
        Process process = shell.start(command, home.resolveSibling(outputFile));
        started.add(process);
        return process;
    }

    String output(String outputFile) {
        return read(home.resolveSibling(outputFile));
    }

    Path home() {
        return home;
    }

    int gatewayPort() {
        return gatewayPort;
    }

    int port(String process, String purpose) {
        return managed(process).path("ports").path(purpose).asInt();
    }

    long pid(String process) {
        return managed(process).path("process").path("pid").asLong();
    }

    long supervisor() {
        return file().path("supervisor").path("pid").asLong();
    }

    /// The ports that a proxy says it has bound, by purpose.
    JsonNode proxyPorts(String proxy) {
        return parsed(home.resolve("proxies").resolve(proxy).resolve("ports.json"));
    }

    JsonNode workload(String name) {
        return parsed(home.resolve("workloads").resolve(name + ".default.json"));
    }

    /// A resource as pilot has it.
    JsonNode resource(String kindAndName) {
        try {
            return JSON.readTree(
                    lateen("get " + kindAndName + " -o json").succeeded().output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The proxies that pilot has a connection with.
    List<String> connected() {
        List<String> connected = new ArrayList<>();
        try {
            int push = file().path("ports").path("push").asInt();
            for (JsonNode proxy : JSON.readTree(body(push, "/v1/proxies"))) {
                if (proxy.path("connected").asBoolean()) {
                    connected.add(proxy.path("proxy").asText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connected;
    }

    /// `mesh.json`
    JsonNode file() {
        return parsed(home.resolve("mesh.json"));
    }

    String log(String name) {
        return read(home.resolve("logs").resolve(name + ".log"));
    }

    /// Lines of all logs that speak of trouble, with the file's name.
    List<String> complaints() throws IOException {
        List<String> complaints = new ArrayList<>();
        try (Stream<Path> logs = Files.list(home.resolve("logs"))) {
            for (Path log : logs.sorted().toList()) {
                for (String line : Files.readAllLines(log)) {
                    if (line.matches(
                            ".*\\b(WARN|ERROR|FATAL|WARNING)\\b.*|.*\\[(warning|error)\\].*|(warning|error): .*|\\s+at [\\w.$/]+\\(.*"
                                    + "|(Caused by: )?[\\w.]+(Exception|Error)(: .*)?")) {
                        complaints.add(log.getFileName() + ": " + line);
                    }
                }
            }
        }
        return complaints;
    }

    /// The samples of a metric on a port, from `/stats/prometheus` unless told otherwise.
    static List<String> samples(int port, String path, String metric) {
        return body(port, path)
                .lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .toList();
    }

    static String body(int port, String path) {
        try {
            return RawHttpClient.fetch(port, path).bodyText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Status and body in a line; the reason instead when there is no answer.
    static String answer(int port, String path) {
        try {
            var response = RawHttpClient.fetch(port, path);
            return response.status() + " " + response.bodyText().strip();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// Takes note of all processes that the home knows now.
    void remember() {
        if (!Files.exists(home.resolve("mesh.json"))) {
            return;
        }
        JsonNode mesh = file();
        remember(mesh.path("supervisor"));
        mesh.path("processes").forEach(process -> remember(process.path("process")));
        for (Path record : workloadRecords()) {
            JsonNode workload = parsed(record);
            Stream.of("owner", "application", "sidecar").forEach(part -> remember(workload.path(part)));
        }
    }

    private void remember(JsonNode identity) {
        Optional<ProcessHandle> process = ProcessHandle.of(identity.path("pid").asLong());
        process.ifPresent(handle -> seen.putIfAbsent(handle.pid(), handle));
    }

    /// Every process of this mesh that lives: those seen before, and those that name the home on their command line.
    List<String> living() {
        return Stream.concat(
                        seen.values().stream(),
                        ProcessHandle.allProcesses()
                                .filter(process ->
                                        process.info().commandLine().orElse("").contains(home.toString())))
                .filter(ProcessHandle::isAlive)
                .map(process ->
                        process.pid() + " " + process.info().commandLine().orElse("?"))
                .distinct()
                .toList();
    }

    /// Of every process that was seen.
    List<Long> pids() {
        return List.copyOf(seen.keySet());
    }

    int seen() {
        return seen.size();
    }

    @Override
    public void close() {
        remember();
        started.forEach(Process::destroy);
        try {
            lateen("down");
        } finally {
            started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
            started.forEach(Process::destroyForcibly);
            seen.values().forEach(ProcessHandle::destroyForcibly);
        }
    }

    private List<Path> workloadRecords() {
        Path folder = home.resolve("workloads");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode managed(String name) {
        for (JsonNode process : file().path("processes")) {
            if (process.path("name").asText().equals(name)) {
                return process;
            }
        }
        throw new AssertionError("no process " + name + " in " + file());
    }

    private static JsonNode parsed(Path file) {
        try {
            return JSON.readTree(read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String programs() {
        String programs = System.getProperty("lateen.programs", "");
        return programs.isEmpty() ? "" : "--programs " + programs;
    }

    static void eventually(String what, java.util.concurrent.Callable<Boolean> condition) {
        Eventually.await(Duration.ofSeconds(60), what, condition);
    }
}
