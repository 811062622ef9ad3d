package dev.lateen.pilot;

import dev.lateen.pilot.http.PilotStartException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A pilot on free ports, with a client.
public final class TestPilot implements AutoCloseable {

    private final Pilot pilot;
    private final PilotClient client;

    private TestPilot(Pilot pilot) {
        this.pilot = pilot;
        this.client = new PilotClient(pilot);
    }

    public static TestPilot start(Path home) {
        return start(home, null);
    }

    public static TestPilot start(Path home, @Nullable Path configDirectory) {
        PilotConfig config =
                PilotConfig.at(home).withPorts(PilotConfig.Ports.FREE).withConfigDirectory(configDirectory);
        try {
            return new TestPilot(new Pilot(config).start());
        } catch (PilotStartException e) {
            throw new AssertionError(e);
        }
    }

    public Pilot pilot() {
        return pilot;
    }

    public PilotClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        pilot.close();
    }
}
