package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two workloads that call each other by name through their sidecars.
class SidecarIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "httpbin:8000",
                "httpbin.default:8000",
                "httpbin.default.svc:8000",
                "httpbin.default.svc.cluster.local:8000",
                "HTTPBIN:8000"
            })
    void callEachOtherByEveryNameOfTheService(String authority) throws IOException {
        try (Mesh mesh = Mesh.start()) {
            MeshWorkload httpbin = mesh.workload("httpbin", "v1");
            MeshWorkload caller = mesh.workload("caller", "v1");
            RawResponse response = call(caller, "http://" + authority + "/get?a=b", authority);
            assertThat(response.status()).as(response.toString()).isEqualTo(200);
            ReceivedRequest received = httpbin.origin().takeRequest();
            assertThat(received.target()).isEqualTo("/get?a=b");
            assertThat(received.header("x-request-id")).isPresent();
            assertThat(received.header("x-envoy-peer-metadata")).isEmpty();
            assertThat(received.header("x-forwarded-proto")).hasValue("http");
        }
    }

    @Test
    void aHostOutsideTheMeshIsReachedAsWithoutASidecar() throws IOException {
        try (Mesh mesh = Mesh.start();
                OriginServer outside = OriginServer.answering(Answer.ok("outside"))) {
            MeshWorkload caller = mesh.workload("caller", "v1");
            mesh.dns().answer("outside.example.com", 60, "127.0.0.1");
            for (String host : List.of("127.0.0.1", "localhost", "outside.example.com")) {
                String authority = host + ":" + outside.port();
                RawResponse response = call(caller, "http://" + authority + "/", authority);
                assertThat(response.bodyText()).as(response.toString()).isEqualTo("outside");
            }
        }
    }

    @Test
    void aHostThatNobodyKnowsIs503WithWords() throws IOException {
        try (Mesh mesh = Mesh.start()) {
            MeshWorkload caller = mesh.workload("caller", "v1");
            for (String authority : List.of("nowhere.example.com", "nowhere.example.com:9999", "caller:9999")) {
                RawResponse response = call(caller, "http://" + authority + "/", authority);
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.bodyText()).contains(authority, "(DF dns_resolution_failure)");
            }
        }
    }

    @Test
    void aServiceWithoutWorkloadsIs503WithItsFlag() throws IOException {
        try (Mesh mesh = Mesh.start()) {
            MeshWorkload caller = mesh.workload("caller", "v1");
            mesh.apply(Yaml.service("empty", Mesh.SERVICE_PORT));
            RawResponse response = call(caller, "http://empty:8000/", "empty:8000");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("UH");
        }
    }

    private static RawResponse call(MeshWorkload caller, String target, String authority) throws IOException {
        try (RawHttpClient client = RawHttpClient.connect(caller.sidecar().outboundPort())) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
            return client.read();
        }
    }
}
