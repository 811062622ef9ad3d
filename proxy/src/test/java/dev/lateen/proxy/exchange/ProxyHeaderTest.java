package dev.lateen.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.TcpSettings.ProxyProtocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyHeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static byte[] header(ProxyProtocol version, @Nullable String client, String server) {
        return ProxyHeader.of(
                version,
                client == null ? null : new InetSocketAddress(client, 4660),
                new InetSocketAddress(server, 80));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.2, PROXY TCP4 10.0.0.1 10.0.0.2 4660 80",
        "2001:db8::1, 2001:db8::2, PROXY TCP6 2001:db8::1 2001:db8::2 4660 80",
        "10.0.0.1, 2001:db8::2, PROXY UNKNOWN",
        ", 10.0.0.2, PROXY UNKNOWN"
    })
    void theFirstVersionIsALine(@Nullable String client, String server, String expected) {
        assertThat(new String(header(ProxyProtocol.V1, client, server), StandardCharsets.US_ASCII))
                .isEqualTo(expected + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.2, 2111000c0a0000010a00000212340050",
        "::1, ::2, 212100240000000000000000000000000000000100000000000000000000000000000002" + "12340050",
        "10.0.0.1, ::2, 20000000",
        ", 10.0.0.2, 20000000"
    })
    void theSecondVersionIsABlock(@Nullable String client, String server, String expected) {
        assertThat(HexFormat.of().formatHex(header(ProxyProtocol.V2, client, server)))
                .isEqualTo(SIGNATURE + expected);
    }

    @Test
    void aHostThatIsNotResolvedIsNobody() {
        var client = InetSocketAddress.createUnresolved("a.example.com", 1);
        assertThat(ProxyHeader.of(ProxyProtocol.V1, client, new InetSocketAddress("10.0.0.2", 80)))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("PROXY UNKNOWN\r\n");
    }
}
