package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A block of commands on a page and the output that the page shows for it; empty where it shows none. Blocks behind a
/// comment `not run:` are left out, with the reason standing there.
record CommandBlock(String commands, String output) {

    private static final Pattern BLOCK =
            Pattern.compile("(<!-- not run: [^>]+-->\\s*)?```sh\\n(.*?)```(?:\\s*```text\\n(.*?)```)?", Pattern.DOTALL);

    static List<CommandBlock> of(Path page) {
        List<CommandBlock> blocks = new ArrayList<>();
        try {
            Matcher matcher = BLOCK.matcher(Files.readString(page));
            while (matcher.find()) {
                if (matcher.group(1) == null) {
                    blocks.add(new CommandBlock(matcher.group(2), matcher.group(3) == null ? "" : matcher.group(3)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return blocks;
    }

    /// Runs the blocks one after the other in a mesh of their own, on another gateway port than the page has, so that
    /// tests disturb nobody. Each has to give what the page shows.
    static void runAll(List<CommandBlock> blocks, Path home) throws IOException {
        int port = Mesh.freePort();
        Files.createDirectories(Shell.ROOT.resolve("target"));
        Shell shell = new Shell(Shell.ROOT).with("LATEEN_HOME", home.toString());
        try {
            blocks.forEach(block -> block.run(shell, port));
        } finally {
            shell.run("./lateen down");
        }
    }

    private void run(Shell shell, int port) {
        String here = commands.replace("127.0.0.1:8080", "127.0.0.1:" + port)
                .replace(
                        "./lateen demo --detach",
                        "./lateen demo --detach --gateway-port " + port + " " + WholeMesh.programs());
        Shell.Result result =
                shell.run("set -euo pipefail\n" + here, Duration.ofMinutes(3)).succeeded();
        if (!output.isEmpty()) {
            assertThat(shape(result.output())).as(commands).isEqualTo(shape(output));
        }
    }

    /// The lines of an output with everything that differs from run to run made equal, counted.
    private static Map<String, Integer> shape(String output) {
        Map<String, Integer> lines = new TreeMap<>();
        for (String line : output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList()) {
            String shape = line.replaceAll("revision \\d+", "revision N")
                    .replaceAll("in \\d+ ms", "in N ms")
                    .replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")
                    .replaceAll("http\\.\\d+, port \\d+", "http.N, port N");
            lines.merge(shape, 1, Integer::sum);
        }
        return lines;
    }
}
