package dev.lateen.proxy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.admin.ProxyState;
import dev.lateen.proxy.log.EarlyLog;
import dev.lateen.snapshot.push.ProxyNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EarlyProxyIT {

    private final AtomicInteger quits = new AtomicInteger();
    private final EarlyProxy proxy = new EarlyProxy(quits::incrementAndGet);

    @AfterEach
    void haveTheLogWritten() {
        EarlyLog.release();
    }

    @Test
    void comesBackWhenPilotSaysNothing() throws Exception {
        try (var pilot = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                proxy) {
            var node = new ProxyNode(ProxyNode.Role.GATEWAY, "default", "early", Map.of(), List.of(), 0, Map.of());
            var settings = ProxySettings.of(node, URI.create("http://127.0.0.1:" + pilot.getLocalPort()));

            proxy.start(() -> settings);
            proxy.awaitSnapshot();

            assertThat(proxy.failure()).isNull();
            assertThat(proxy.isReady()).isFalse();
            assertThat(proxy.state()).isEqualTo(ProxyState.PRE_INITIALIZING);
            assertThat(Collections.list(proxy.registry().metricFamilySamples()))
                    .anyMatch(family -> family.name.startsWith("lateen_"));
        }
        assertThat(proxy.state()).isEqualTo(ProxyState.DRAINING);
    }

    @Test
    void keepsWhatIsWrongWithItsSettings() {
        proxy.start(() -> {
            throw new InvalidSettings(List.of("lateen.proxy.pilot: ftp (expected: http://host:port)"));
        });

        assertThat(proxy.failure()).contains("configuration is not valid", "lateen.proxy.pilot: ftp");
        assertThat(proxy.isReady()).isFalse();
        proxy.close();
    }

    @Test
    void keepsWhatNobodyExpected() {
        proxy.start(() -> {
            throw new IllegalStateException("a defect");
        });

        assertThat(proxy.failure()).contains("cannot start", "a defect");
        proxy.close();
    }

    @Test
    void remembersThatItWasAskedToQuit() {
        assertThat(proxy.isQuitting()).isFalse();

        proxy.quit();

        assertThat(proxy.isQuitting()).isTrue();
        assertThat(quits).hasValue(1);
    }
}
