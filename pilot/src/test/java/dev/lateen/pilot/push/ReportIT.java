package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.FreshPilot;
import dev.lateen.snapshot.push.Report;
import dev.lateen.snapshot.push.Report.RouteCount;
import dev.lateen.snapshot.push.SnapshotJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportIT extends FreshPilot {

    private static final String REPORT = SnapshotJson.write(new Report(
            "caller.default", "one", 5000, List.of(new RouteCount("a/0", "outbound|80||a", 0, 0, 0, Map.of(3, 7L)))));

    @Test
    void onlyAProxyThatHasAStreamMayReport() {
        assertThat(client.push("POST", "/v1/report", REPORT).code()).isEqualTo(404);
        try (var stream = StreamReader.open(pilot)) {
            stream.next();
            var answer = client.push("POST", "/v1/report", REPORT);
            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.body().path("forget").path(0).asText()).isEqualTo("a/0");
        }
    }

    @Test
    void whatIsNoReportIsRefused() {
        assertThat(client.push("POST", "/v1/report", "{\"proxy\": 1").code()).isEqualTo(400);
        String large = REPORT.replace("\"one\"", "\"" + "x".repeat(1 << 20) + "\"");
        assertThat(client.push("POST", "/v1/report", large).code()).isEqualTo(413);
    }
}
