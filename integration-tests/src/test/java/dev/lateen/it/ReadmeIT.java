package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command block of the README does what the README says.
class ReadmeIT {

    @Test
    void everyBlockRunsAndGivesWhatIsShown(@TempDir Path home) throws IOException {
        List<CommandBlock> blocks = CommandBlock.of(Shell.ROOT.resolve("README.md"));
        assertThat(blocks).hasSizeGreaterThan(6);

        CommandBlock.runAll(blocks, home);
    }
}
