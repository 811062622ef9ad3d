package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every pattern of the cookbook for traffic management does what the page says.
class CookbookIT {

    @Test
    void everyPatternRunsAndGivesWhatIsShown(@TempDir Path home) throws IOException {
        List<CommandBlock> blocks = CommandBlock.of(Shell.ROOT.resolve("docs/traffic-management.md"));
        assertThat(blocks).hasSizeGreaterThan(15);

        CommandBlock.runAll(blocks, home);
    }
}
