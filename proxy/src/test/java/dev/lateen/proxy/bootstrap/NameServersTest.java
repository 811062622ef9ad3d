package dev.lateen.proxy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameServersTest {

    private static InetSocketAddress server(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Test
    void thePortIs53UnlessGiven() {
        assertThat(NameServers.parse("10.0.0.53, 127.0.0.1:5353,[::1]:54,::2"))
                .containsExactly(
                        server("10.0.0.53", 53), server("127.0.0.1", 5353), server("::1", 54), server("::2", 53));
        assertThat(NameServers.parse(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns.example.com", "10.0.0.1:x", "10.0.0.1:99999", "[::1"})
    void whatIsNoAddressIsNamed(String entry) {
        assertThatThrownBy(() -> NameServers.parse("10.0.0.1," + entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + entry + "\" (expected: an IP address");
    }
}
