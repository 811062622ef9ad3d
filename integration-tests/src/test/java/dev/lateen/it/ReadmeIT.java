package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command block of the README does what the README says. Blocks behind a comment `not run:` are left out,
/// with the reason standing there. The gateway's port is another one here, so that tests disturb nobody.
class ReadmeIT {

    private static final Pattern BLOCK =
            Pattern.compile("(<!-- not run: [^>]+-->\\s*)?```sh\\n(.*?)```(?:\\s*```text\\n(.*?)```)?", Pattern.DOTALL);

    /// A command block and the output that the README shows for it; empty where it shows none.
    record Block(String commands, String output) {}

    @Test
    void everyBlockRunsAndGivesWhatIsShown(@TempDir Path home) throws IOException {
        List<Block> blocks = blocks(Files.readString(Shell.ROOT.resolve("README.md")));
        assertThat(blocks).hasSizeGreaterThan(6);
        int port = Mesh.freePort();
        Files.createDirectories(Shell.ROOT.resolve("target"));
        Shell shell = new Shell(Shell.ROOT).with("LATEEN_HOME", home.toString());
        try {
            for (Block block : blocks) {
                String commands = block.commands()
                        .replace("127.0.0.1:8080", "127.0.0.1:" + port)
                        .replace(
                                "./lateen demo --detach",
                                "./lateen demo --detach --gateway-port " + port + " " + WholeMesh.programs());
                Shell.Result result = shell.run("set -euo pipefail\n" + commands, Duration.ofMinutes(3))
                        .succeeded();
                if (!block.output().isEmpty()) {
                    assertThat(shape(result.output())).as(block.commands()).isEqualTo(shape(block.output()));
                }
            }
        } finally {
            shell.run("./lateen down");
        }
    }

    private static List<Block> blocks(String readme) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(readme);
        while (matcher.find()) {
            if (matcher.group(1) == null) {
                blocks.add(new Block(matcher.group(2), matcher.group(3) == null ? "" : matcher.group(3)));
            }
        }
        return blocks;
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
