package dev.lateen.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.cli.home.Home;
import dev.lateen.cli.pilot.PilotAddress;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.process.Programs;
import dev.lateen.cli.terminal.CommandFailure;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {

    private static final Workload WORKLOAD = new Workload(
            "httpbin-v1",
            "default",
            "httpbin",
            Map.of("app", "httpbin", "version", "v1"),
            new Workload.Ports(8000, 9001, 40001, 40002, new Workload.ProxyPorts(1, 2, 3, 4, 5)),
            null);

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private static Registration registration() {
        return new Registration(new PilotClient(new PilotAddress(NOWHERE, NOWHERE, Path.of("none"))), WORKLOAD);
    }

    @Test
    void labelsAlwaysNameTheApp() {
        assertThat(LabelsOption.parse("httpbin", "version=v1,team="))
                .isEqualTo(Map.of("app", "httpbin", "version", "v1", "team", ""));
        assertThat(LabelsOption.parse("httpbin", "app=other")).isEqualTo(Map.of("app", "other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "=v1", "a=b,", "a=b c", "-a=b"})
    void otherLabelsAreRefused(String text) {
        assertThatThrownBy(() -> LabelsOption.parse("httpbin", text))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("expected: key=value");
    }

    @Test
    void registeredResourcesAreValid() {
        for (var document : List.of(registration().service(), registration().entry("http"))) {
            var result = ResourceReader.read(null, document.toString(), "default");

            assertThat(result.violations()).isEmpty();
            assertThat(result.resources()).hasSize(1);
        }
        assertThat(registration().entry("http").at("/spec/ports/http").asInt()).isEqualTo(40001);
    }

    @Test
    void entryOfAKilledRunCanBeTold() {
        var self = ProcessIdentity.current();

        assertThat(Registration.isGone(self.pid() + "@" + self.startMillis())).isFalse();
        assertThat(Registration.isGone(self.pid() + "@1")).isTrue();
        assertThat(Registration.isGone("")).isFalse();
    }

    @Test
    void sidecarIsToldItsPortsAndPilot() {
        var place = new Workload.Place(new Home(Path.of("/home")), new Programs(null, null, false), NOWHERE);

        assertThat(ProxySettings.sidecar(WORKLOAD, place))
                .containsEntry("lateen.sidecar.inbound", "8000:40001:9001")
                .containsEntry("lateen.sidecar.outbound", "40002")
                .containsEntry("lateen.proxy.labels", "app=httpbin,version=v1")
                .containsEntry("lateen.proxy.pilot", "http://127.0.0.1:1");
    }

    @Test
    void commandIsToldWhereToListenAndWhomToCallThrough() {
        assertThat(Application.variables(WORKLOAD))
                .containsEntry("PORT", "9001")
                .containsEntry("http_proxy", "http://127.0.0.1:40002");
    }

    @Test
    void workloadIsRegisteredWhileItIsHealthy() {
        var trouble = new AtomicReference<Optional<String>>(Optional.of("starting"));
        var events = Collections.synchronizedList(new ArrayList<String>());
        var target = new HealthWatch.Target() {
            @Override
            public void register() {
                events.add("register");
            }

            @Override
            public void withdraw() {
                events.add("withdraw");
            }
        };
        try (var watch = new HealthWatch(trouble::get, target, _ -> {})) {
            watch.start();
            assertThat(watch.isRegistered()).isFalse();

            trouble.set(Optional.empty());
            assertThat(Await.until(watch::isRegistered, Duration.ofSeconds(20))).isTrue();

            trouble.set(Optional.of("refused"));
            assertThat(Await.until(() -> !watch.isRegistered(), Duration.ofSeconds(20)))
                    .isTrue();

            trouble.set(Optional.empty());
            assertThat(Await.until(watch::isRegistered, Duration.ofSeconds(20))).isTrue();
        }
        assertThat(events).containsExactly("register", "withdraw", "register");
    }
}
