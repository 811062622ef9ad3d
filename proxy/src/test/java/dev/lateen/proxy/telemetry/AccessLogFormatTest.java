package dev.lateen.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogFormatTest {

    private static String line(AccessLogFormat format, FinishedExchange exchange) {
        var line = new LineBuffer();
        format.write(line, exchange);
        return line.toString();
    }

    @Test
    void textHasIstiosFieldsInTheirOrder() {
        assertThat(line(AccessLogFormat.TEXT, new SampleExchange()))
                .isEqualTo(
                        "[2026-11-24T08:22:38.042Z] \"GET /headers?a=b HTTP/1.1\" 200 - via_upstream - \"-\" 0 512 12"
                                + " 11 \"10.0.0.7\" \"curl/8.5.0\" \"7c2b2f0e-0f6c-4e1b-9b27-1f5e3a0c9d11\""
                                + " \"httpbin.example.com\" \"127.0.0.1:40001\""
                                + " outbound|8000|v1|httpbin.default.svc.cluster.local 127.0.0.1:51000 10.0.0.1:8080"
                                + " [2001:db8:0:0:0:0:0:1]:60123 - canary\n");
    }

    @Test
    void textShowsWhatIsMissingAsDash() {
        assertThat(line(AccessLogFormat.TEXT, SampleExchange.withoutAnything()))
                .isEqualTo("[2026-11-24T08:22:38.042Z] \"- - HTTP/1.1\" 400 DPE http1.codec_error - \"-\" 0 512 12"
                        + " - \"-\" \"-\" \"-\" \"-\" \"-\" - - 10.0.0.1:8080 [2001:db8:0:0:0:0:0:1]:60123 - -\n");
    }

    @Test
    void aConnectionThatIsNotHttpHasNoRequest() {
        var connection = SampleExchange.connection();
        assertThat(line(AccessLogFormat.TEXT, connection))
                .isEqualTo("[2026-11-24T08:22:38.042Z] \"- - -\" 0 - - - \"-\" 0 512 12 - \"-\" \"-\" \"-\" \"-\""
                        + " \"127.0.0.1:40001\" outbound|8000|v1|httpbin.default.svc.cluster.local 127.0.0.1:51000"
                        + " 10.0.0.1:8080 [2001:db8:0:0:0:0:0:1]:60123 shop.example.com canary\n");
        assertThat(line(AccessLogFormat.JSON, connection))
                .contains("\"method\":null", "\"protocol\":null", "\"requested_server_name\":\"shop.example.com\"");
    }

    @Test
    void jsonHasIstiosKeysInTheirOrder() {
        assertThat(line(AccessLogFormat.JSON, new SampleExchange()))
                .isEqualTo("{\"start_time\":\"2026-11-24T08:22:38.042Z\",\"route_name\":\"canary\",\"method\":\"GET\","
                        + "\"path\":\"/headers?a=b\",\"protocol\":\"HTTP/1.1\",\"response_code\":200,"
                        + "\"response_flags\":\"-\",\"response_code_details\":\"via_upstream\","
                        + "\"connection_termination_details\":null,\"bytes_received\":0,\"bytes_sent\":512,"
                        + "\"duration\":12,\"upstream_service_time\":\"11\",\"x_forwarded_for\":\"10.0.0.7\","
                        + "\"user_agent\":\"curl/8.5.0\",\"request_id\":\"7c2b2f0e-0f6c-4e1b-9b27-1f5e3a0c9d11\","
                        + "\"authority\":\"httpbin.example.com\",\"upstream_host\":\"127.0.0.1:40001\","
                        + "\"upstream_cluster\":\"outbound|8000|v1|httpbin.default.svc.cluster.local\","
                        + "\"upstream_local_address\":\"127.0.0.1:51000\","
                        + "\"downstream_local_address\":\"10.0.0.1:8080\","
                        + "\"downstream_remote_address\":\"[2001:db8:0:0:0:0:0:1]:60123\","
                        + "\"requested_server_name\":null,\"upstream_transport_failure_reason\":null}\n");
    }

    @Test
    void jsonShowsWhatIsMissingAsNull() throws Exception {
        // When
        var json = new ObjectMapper().readTree(line(AccessLogFormat.JSON, SampleExchange.withoutAnything()));

        // Then
        for (var key : List.of("method", "path", "user_agent", "authority", "upstream_host", "upstream_cluster")) {
            assertThat(json.get(key).isNull()).as(key).isTrue();
        }
        assertThat(json.get("upstream_service_time").isNull()).isTrue();
        assertThat(json.get("response_flags").asText()).isEqualTo("DPE");
    }

    @Test
    void severalFlagsAreJoined() {
        // Given
        var exchange = new SampleExchange();
        exchange.flags = ResponseFlag.URX.bit() | ResponseFlag.UF.bit();

        // Then
        assertThat(line(AccessLogFormat.TEXT, exchange)).contains(" 200 UF,URX via_upstream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\"b",
                "a\\",
                "\" 200 - via_upstream",
                "a\nb",
                "a\r\n[2026",
                "\u0000",
                "\u007f",
                "\u001b[31mred",
                "é€",
                "\u0085next",
                "\u2028line",
                "\ud800lone",
                "tab\tend"
            })
    void hostileTextForgesNeitherFieldNorLine(String hostile) throws Exception {
        // Given
        var exchange = new SampleExchange();
        exchange.request = SampleExchange.head(hostile, hostile);
        exchange.routeName = hostile;
        exchange.details = hostile;
        exchange.transportFailure = hostile;

        // When
        var text = line(AccessLogFormat.TEXT, exchange);
        var json = line(AccessLogFormat.JSON, exchange);

        // Then
        assertThat(fields(text)).hasSize(22);
        assertThat(text.chars().filter(c -> c < 0x20 || c > 0x7e).toArray()).containsExactly('\n');
        assertThat(json.chars().filter(c -> c < 0x20).toArray()).containsExactly('\n');
        assertThat(new ObjectMapper().readTree(json)).hasSize(24);
        if (!hostile.startsWith("\ud800")) {
            assertThat(new ObjectMapper().readTree(json).get("route_name").asText())
                    .isEqualTo(hostile);
        }
    }

    @ParameterizedTest
    @EnumSource(AccessLogFormat.class)
    void everyByteOfAHeaderStaysInItsField(AccessLogFormat format) throws Exception {
        for (int b = 1; b < 256; b++) {
            // Given
            var exchange = new SampleExchange();
            var head = SampleExchange.head(List.of(Map.entry("user-agent", "agent-@-end")));
            var bytes = head.bytes();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = bytes[i] == '@' ? (byte) b : bytes[i];
            }
            exchange.request = head;

            // When
            var line = line(format, exchange);

            // Then
            assertThat(line.indexOf('\n')).as("byte " + b).isEqualTo(line.length() - 1);
            if (format == AccessLogFormat.TEXT) {
                assertThat(fields(line)).as("byte " + b).hasSize(22);
            } else {
                assertThat(new ObjectMapper().readTree(line).get("user_agent").asText())
                        .as("byte " + b)
                        .startsWith("agent-")
                        .endsWith("-end");
            }
        }
    }

    @Test
    void timestampsAreThoseOfTheCalendar() {
        for (long millis : new long[] {0, 951_782_399_999L, 951_782_400_000L, 1_709_164_800_000L, 4_107_542_399_999L}) {
            assertThat(new LineBuffer().timestamp(millis).toString())
                    .isEqualTo("%.19s.%03dZ".formatted(Instant.ofEpochMilli(millis), millis % 1000));
        }
    }

    /// Splits at spaces outside quotes and brackets, the way a log shipper would.
    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (char c : line.strip().toCharArray()) {
            quoted ^= c == '"';
            if (c == ' ' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
