package dev.lateen.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.WorkloadRef;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {

    private static final String LABELS = "reporter=\"source\",source_workload=\"istio-ingressgateway\","
            + "source_workload_namespace=\"istio-system\",source_principal=\"unknown\","
            + "source_app=\"istio-ingressgateway\",source_version=\"unknown\",source_cluster=\"Kubernetes\","
            + "source_canonical_service=\"istio-ingressgateway\",source_canonical_revision=\"latest\","
            + "destination_workload=\"httpbin-v1\",destination_workload_namespace=\"default\","
            + "destination_principal=\"unknown\",destination_app=\"httpbin\",destination_version=\"v1\","
            + "destination_cluster=\"Kubernetes\",destination_canonical_service=\"httpbin\","
            + "destination_canonical_revision=\"v1\",destination_service=\"httpbin.default.svc.cluster.local\","
            + "destination_service_name=\"httpbin\",destination_service_namespace=\"default\","
            + "request_protocol=\"http\",response_code=\"200\",response_flags=\"-\","
            + "connection_security_policy=\"unknown\",";

    private final CollectorRegistry registry = new CollectorRegistry();

    private RequestMetrics metrics(WorkloadRef self, int cap) {
        var metrics = new RequestMetrics(self, "1.2.3", cap);
        registry.register(metrics);
        return metrics;
    }

    private List<String> scrape(String prefix) {
        var text = new StringWriter();
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().lines().filter(line -> line.startsWith(prefix)).toList();
    }

    @Test
    void aScrapeAddsTheLoopsUp() {
        // Given
        var metrics = metrics(SampleExchange.GATEWAY, 100);
        var first = metrics.forLoop();
        var second = metrics.forLoop();

        // When
        first.finished(new SampleExchange());
        second.finished(new SampleExchange());
        second.finished(new SampleExchange());

        // Then
        assertThat(scrape("istio_requests_total")).containsExactly("istio_requests_total{" + LABELS + "} 3.0");
        assertThat(scrape("istio_build")).containsExactly("istio_build{component=\"proxy\",tag=\"1.2.3\",} 1.0");
        assertThat(metrics.series()).isEqualTo(1);
    }

    @Test
    void connectionsAreCountedApartFromRequests() {
        // Given
        var loop = metrics(SampleExchange.GATEWAY, 100).forLoop();
        var connection = SampleExchange.connection();
        connection.received = 7;

        // When
        loop.opened(connection);
        loop.opened(connection);
        loop.finished(connection);

        // Then
        var labels = LABELS.replace("\"http\",response_code=\"200\"", "\"tcp\"");
        assertThat(scrape("istio_tcp_"))
                .containsExactly(
                        "istio_tcp_connections_opened_total{" + labels + "} 2.0",
                        "istio_tcp_connections_closed_total{" + labels + "} 1.0",
                        "istio_tcp_received_bytes_total{" + labels + "} 7.0",
                        "istio_tcp_sent_bytes_total{" + labels + "} 512.0");
        assertThat(scrape("istio_requests_total")).isEmpty();
    }

    @Test
    void beyondTheCapConnectionsDoNotMixWithRequests() {
        var loop = metrics(SampleExchange.GATEWAY, 0).forLoop();
        loop.opened(SampleExchange.connection());
        loop.finished(new SampleExchange());
        assertThat(scrape("istio_tcp_connections_opened_total"))
                .singleElement()
                .asString()
                .endsWith("} 1.0");
        assertThat(scrape("istio_requests_total")).singleElement().asString().endsWith("} 1.0");
    }

    @Test
    void requestsOfARouteWithAPrefixAreCountedByItAsWell() {
        // Given
        var loop = metrics(SampleExchange.GATEWAY, 12).forLoop();
        // When
        for (var prefix : new String[] {"a", "a", "b", "c", "d", null}) {
            var exchange = new SampleExchange();
            exchange.statPrefix = prefix;
            exchange.status = "b".equals(prefix) ? 503 : 200;
            loop.finished(exchange);
        }
        // Then
        assertThat(scrape("lateen_route_requests_total"))
                .containsExactlyInAnyOrder(
                        "lateen_route_requests_total{stat_prefix=\"a\",response_code_class=\"2xx\",} 2.0",
                        "lateen_route_requests_total{stat_prefix=\"b\",response_code_class=\"5xx\",} 1.0",
                        "lateen_route_requests_total{stat_prefix=\"overflow\",response_code_class=\"2xx\",} 2.0");
    }

    @Test
    void histogramsHaveIstiosBuckets() {
        // Given
        var metrics = metrics(SampleExchange.GATEWAY, 100);
        var exchange = new SampleExchange();

        // When
        metrics.forLoop().finished(exchange);

        // Then
        var name = "istio_request_duration_milliseconds";
        var bounds = List.of(
                "0.5", "1", "5", "10", "25", "50", "100", "250", "500", "1000", "2500", "5000", "10000", "30000",
                "60000", "300000", "600000", "1800000", "3600000", "+Inf");
        assertThat(scrape(name + "_bucket"))
                .containsExactlyElementsOf(bounds.stream()
                        .map(le -> name + "_bucket{" + LABELS + "le=\"" + le + "\",} "
                                + (List.of("0.5", "1", "5", "10").contains(le) ? "0.0" : "1.0"))
                        .toList());
        assertThat(scrape(name + "_sum")).containsExactly(name + "_sum{" + LABELS + "} 12.345678");
        assertThat(scrape(name + "_count")).containsExactly(name + "_count{" + LABELS + "} 1.0");
        assertThat(scrape("istio_response_bytes_sum"))
                .containsExactly("istio_response_bytes_sum{" + LABELS + "} 512.0");
        assertThat(scrape("istio_request_bytes_bucket{" + LABELS + "le=\"0.5\""))
                .hasSize(1);
    }

    @Test
    void inboundReportsAsDestinationWithThePeerAsSource() {
        // Given
        var metrics = metrics(SampleExchange.HTTPBIN_V1, 100);
        var exchange = new SampleExchange();
        exchange.direction = Listener.Kind.INBOUND;
        exchange.peer = SampleExchange.GATEWAY;

        // When
        metrics.forLoop().finished(exchange);

        // Then
        assertThat(scrape("istio_requests_total"))
                .singleElement()
                .asString()
                .contains("reporter=\"destination\"", "source_workload=\"istio-ingressgateway\"")
                .contains("destination_workload=\"httpbin-v1\"", "connection_security_policy=\"none\"");
    }

    @Test
    void anUnknownHostIsABlackHole() {
        // Given
        var metrics = metrics(SampleExchange.HTTPBIN_V1, 100);
        var exchange = SampleExchange.withoutAnything();
        exchange.direction = Listener.Kind.OUTBOUND;
        exchange.routeName = "block_all";
        exchange.status = 502;

        // When
        metrics.forLoop().finished(exchange);

        // Then
        assertThat(scrape("istio_requests_total"))
                .singleElement()
                .asString()
                .contains("destination_service=\"unknown\"", "destination_service_name=\"BlackHoleCluster\"");
    }

    @Test
    void seriesBeyondTheCapAreCountedAsOverflow() {
        // Given
        var metrics = metrics(SampleExchange.GATEWAY, 50);
        var loop = metrics.forLoop();

        // When
        for (int i = 0; i < 500; i++) {
            var exchange = new SampleExchange();
            exchange.endpoint = new Endpoint("127.0.0.1", 1, 1, true, workload(i));
            loop.finished(exchange);
        }

        // Then
        assertThat(metrics.series()).isEqualTo(50);
        assertThat(metrics.overflowed()).isEqualTo(450);
        assertThat(scrape("istio_requests_total")).hasSize(51);
        assertThat(scrape("istio_requests_total{reporter=\"source\",source_workload=\"overflow\""))
                .singleElement()
                .asString()
                .endsWith("response_code=\"overflow\",response_flags=\"overflow\","
                        + "connection_security_policy=\"overflow\",} 450.0");
    }

    @Test
    void thousandsOfSeriesKeepTheirOwnCounts() {
        // Given
        var metrics = metrics(SampleExchange.GATEWAY, 10_000);
        var loop = metrics.forLoop();

        // When
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 3000; i++) {
                var exchange = new SampleExchange();
                exchange.endpoint = new Endpoint("127.0.0.1", 1, 1, true, workload(i));
                loop.finished(exchange);
            }
        }

        // Then
        assertThat(scrape("istio_requests_total")).hasSize(3000).allMatch(line -> line.endsWith(" 3.0"));
    }

    private static WorkloadRef workload(int i) {
        return new WorkloadRef("w" + i, "default", "app", "v1", "app", "v1", "Kubernetes");
    }
}
