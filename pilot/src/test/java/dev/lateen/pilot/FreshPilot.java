package dev.lateen.pilot;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What most tests of pilot begin with: one of its own for each test, with a home and a client.
public abstract class FreshPilot {

    @TempDir
    protected Path home;

    protected TestPilot pilot;
    protected PilotClient client;

    @BeforeEach
    void startPilot() {
        pilot = TestPilot.start(home);
        client = pilot.client();
    }

    @AfterEach
    void stopPilot() {
        pilot.close();
    }
}
