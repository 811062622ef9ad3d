package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectPortsTest {

    @Test
    void portsAreListed() {
        var ports = ConnectPorts.parse(" 443, 8443,");
        assertThat(ports.allow(443)).isTrue();
        assertThat(ports.allow(8443)).isTrue();
        assertThat(ports.allow(80)).isFalse();
    }

    @Test
    void aStarIsEveryPortAndNothingIsNone() {
        assertThat(ConnectPorts.parse("*").allow(1)).isTrue();
        assertThat(ConnectPorts.parse("").allow(443)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "443;8443", "https", "-1", "443,*", "999999999999"})
    void whatIsNoPortIsNamed(String text) {
        assertThatThrownBy(() -> ConnectPorts.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: ports 1..65535");
    }
}
