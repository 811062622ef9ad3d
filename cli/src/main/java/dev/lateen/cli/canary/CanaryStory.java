package dev.lateen.cli.canary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Prints what became of a canary, each line of its story once.
final class CanaryStory {

    private final Console console;
    private String last = "";
    private String waiting = "";

    CanaryStory(Console console) {
        this.console = console;
    }

    /// @param ramp as pilot shows it
    void tell(JsonNode ramp) {
        var history = ramp.path("history");
        int next = 0;
        for (int i = history.size(); i > 0 && next == 0; i--) {
            next = line(history.get(i - 1)).equals(last) ? i : 0;
        }
        for (int i = next; i < history.size(); i++) {
            last = line(history.get(i));
            console.print(last);
        }
        var reason = ramp.path("waiting").asText();
        if (!reason.equals(waiting) && !reason.isEmpty()) {
            var requests = ramp.at("/counts/requests").asLong();
            console.note("waits " + reason + " (" + requests + " requests so far)");
        }
        waiting = reason;
    }

    static boolean isOver(JsonNode ramp) {
        return switch (ramp.path("phase").asText()) {
            case "running", "paused" -> false;
            default -> true;
        };
    }

    /// The exit code of a canary that is over.
    static int exitCode(JsonNode ramp) {
        return ramp.path("phase").asText().equals("promoted") ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static String line(JsonNode event) {
        var at = Instant.parse(event.path("at").asText());
        var time = LocalTime.ofInstant(at, ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        return DateTimeFormatter.ISO_LOCAL_TIME.format(time) + "  "
                + event.path("text").asText();
    }
}
