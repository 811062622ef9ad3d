package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTest {

    private static final String ENDING = "status: {conditions: [{type: Reconciled, reason: InForce},"
            + " {type: CertificateValid, reason: EndsSoon}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GATEWAY | {" + ENDING + "} | AGE; CERTIFICATE | 42s; EndsSoon",
                "VIRTUAL_SERVICE | {spec: {gateways: [a], hosts: [b]}} | GATEWAYS; HOSTS; AGE |"
                        + " [\"a\"]; [\"b\"]; 42s",
                "DESTINATION_RULE | {spec: {host: a}} | HOST; AGE | a; 42s",
                "WORKLOAD_ENTRY | {spec: {address: 1.2.3.4}} | AGE; ADDRESS | 42s; 1.2.3.4",
                "PEER_AUTHENTICATION | {spec: {mtls: {mode: STRICT}}} | MODE; AGE | STRICT; 42s",
                "AUTHORIZATION_POLICY | {spec: {action: DENY}} | ACTION; AGE | DENY; 42s",
                "REQUEST_AUTHENTICATION | {spec: {}} | AGE | 42s",
                "SECRET | {type: kubernetes.io/tls, data: {a: b, c: d}, " + ENDING
                        + "} | TYPE; DATA; AGE; CERTIFICATE | kubernetes.io/tls; 2; 42s; EndsSoon",
                "CONFIG_MAP | {data: {a: b}} | DATA; AGE | 1; 42s",
                "ENDPOINTS | {subsets: [{addresses: [{ip: 1.1.1.1}, {ip: 1.1.1.2}], ports: [{port: 80}, {port: 90}]}]} |"
                        + " ENDPOINTS; AGE | 1.1.1.1:80,1.1.1.1:90,1.1.1.2:80 + 1 more...; 42s",
                "ENDPOINT_SLICE | {addressType: IPv4, endpoints: [{addresses: [1.1.1.1]}], ports: [{port: 80}]} |"
                        + " ADDRESSTYPE; PORTS; ENDPOINTS; AGE | IPv4; 80; 1.1.1.1; 42s",
                "POD | {spec: {containers: [{name: a}]}} | READY; STATUS; RESTARTS; AGE | 0/1; Unknown; 0; 42s",
                "DEPLOYMENT | {spec: {replicas: 2}, status: {readyReplicas: 1}} | READY; UP-TO-DATE; AVAILABLE; AGE |"
                        + " 1/2; 0; 0; 42s"
            })
    void everyKindHasItsColumns(Kind kind, String fields, String headers, String cells) {
        ObjectNode resource = json("{metadata: {name: a, creationTimestamp: T}}");
        resource.withObject("/metadata").put("creationTimestamp", "2026-01-01T00:00:00Z");
        resource.setAll(json(fields));
        Instant now = Instant.parse("2026-01-01T00:00:42Z");

        List<Column> columns = Column.of(kind);

        assertThat(columns.stream().map(Column::header)).containsExactly(headers.split("; "));
        assertThat(columns.stream().map(column -> column.cell().of(resource, now)))
                .containsExactly(cells.split("; "));
    }

    private static ObjectNode json(String flow) {
        String json = flow.replaceAll("([A-Za-z0-9./]+)", "\"$1\"").replaceAll("\"(\\d+)\"", "$1");
        try {
            JsonNode read = new ObjectMapper().readTree(json);
            return (ObjectNode) read;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
