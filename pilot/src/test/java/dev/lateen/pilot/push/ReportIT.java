package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.Pilot;
import dev.lateen.pilot.PilotClient.Answer;
import dev.lateen.snapshot.push.Report;
import dev.lateen.snapshot.push.Report.RouteCount;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportIT extends FreshPilot {

    private static final String REPORT = SnapshotJson.write(new Report(
            "caller.default", "one", 5000, List.of(new RouteCount("a/0", "outbound|80||a", 0, 0, 0, Map.of(3, 7L)))));

    @Test
    void onlyAProxyThatHasAStreamMayReport() throws IOException {
        String token = Files.readString(home.resolve(Pilot.PROXY_TOKEN_FILE)).strip();
        assertThat(report("Bearer " + token).code()).isEqualTo(404);
        try (var stream = StreamReader.open(pilot)) {
            stream.next();
            assertThat(client.push("POST", "/v1/report", REPORT).code()).isEqualTo(401);
            assertThat(report("Bearer " + token).code())
                    .as("of a stream that has not shown it")
                    .isEqualTo(401);
        }
        try (var stream = StreamReader.authenticated(pilot, StreamReader.SIDECAR, token)) {
            stream.next();
            assertThat(client.push("POST", "/v1/report", REPORT).code()).isEqualTo(401);
            assertThat(report("Bearer another").code()).isEqualTo(401);
            var answer = report("Bearer " + token);
            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.body().path("forget").path(0).asText()).isEqualTo("a/0");
        }
    }

    private Answer report(String authorization) {
        return client.push("POST", "/v1/report", REPORT, "Authorization", authorization);
    }

    @Test
    void whatIsNoReportIsRefused() {
        assertThat(client.push("POST", "/v1/report", "{\"proxy\": 1").code()).isEqualTo(400);
        String large = REPORT.replace("\"one\"", "\"" + "x".repeat(1 << 20) + "\"");
        assertThat(client.push("POST", "/v1/report", large).code()).isEqualTo(413);
    }
}
