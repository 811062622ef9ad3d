package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two gateways behind one service are restarted in turns while clients keep asking: no request fails, and clients that
/// keep their connections are told to open others.
class RollingRestartIT {

    @Test
    void fiveRestartsFailNoRequest() {
        restart(5);
    }

    @Test
    @Tag("long")
    void fiftyRestartsFailNoRequest() {
        restart(50);
    }

    private static void restart(int count) {
        try (Mesh mesh = Mesh.start()) {
            mesh.workload("httpbin", "v1");
            mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.virtualService("""
                    - route:
                      - destination: {host: httpbin}
                    """));
            try (GatewayProcess a = GatewayProcess.start(mesh, "gateway-a", UnaryOperator.identity());
                    GatewayProcess b = GatewayProcess.start(mesh, "gateway-b", UnaryOperator.identity());
                    Load load = Load.through(new Service(List.of(a, b))::connect, "/headers", 8, Duration.ZERO)) {
                for (int i = 0; i < count; i++) {
                    (i % 2 == 0 ? a : b).restart();
                    int before = load.succeeded();
                    Eventually.await("requests after the restart", () -> load.succeeded() > before + 50);
                }
                assertThat(load.failures()).isEmpty();
                assertThat(load.told()).as("kept connections that were told").isGreaterThanOrEqualTo(count);
            }
        }
    }

    /// What a Service does for its clients: each new connection goes to one of those that are ready.
    private record Service(List<GatewayProcess> gateways, AtomicInteger turn) {

        Service(List<GatewayProcess> gateways) {
            this(gateways, new AtomicInteger());
        }

        RawHttpClient connect() throws IOException {
            return Eventually.value("a gateway that is ready", this::tryEach, Optional::isPresent)
                    .orElseThrow();
        }

        private Optional<RawHttpClient> tryEach() throws IOException {
            int first = turn.getAndIncrement();
            for (int i = 0; i < gateways.size(); i++) {
                GatewayProcess gateway = gateways.get(Math.floorMod(first + i, gateways.size()));
                try {
                    if (gateway.isReady()) {
                        return Optional.of(RawHttpClient.connect(gateway.port()));
                    }
                } catch (ConnectException e) {
                    continue; // the port was closed in between
                }
            }
            return Optional.empty();
        }
    }
}
