package dev.lateen.cli.canary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.ExitCode;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Watches a canary until it is over. A pilot that restarts meanwhile is waited for.
final class Follow {

    private static final long PERIOD_MILLIS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<PilotClient> pilot;
    private final ResourceKey key;
    private final CanaryStory story;
    private long heard = System.nanoTime();

    /// @param pilot asked anew each time, since a restarted one may be somewhere else
    Follow(Supplier<PilotClient> pilot, ResourceKey key, CanaryStory story) {
        this.pilot = pilot;
        this.key = key;
        this.story = story;
    }

    /// The exit code.
    int toTheEnd() {
        while (Await.pause(PERIOD_MILLIS)) {
            var ramp = look();
            if (ramp == null) {
                continue;
            }
            if (!ramp.path("kind").asText().equals("Ramp")) {
                throw CommandFailure.of(ramp.path("message").asText());
            }
            story.tell(ramp);
            if (CanaryStory.isOver(ramp)) {
                return CanaryStory.exitCode(ramp);
            }
        }
        return ExitCode.FAILURE;
    }

    private @Nullable JsonNode look() {
        try {
            var ramp = pilot.get().ramp(key);
            heard = System.nanoTime();
            return ramp;
        } catch (CommandFailure e) {
            if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw e;
            }
            return null;
        }
    }
}
