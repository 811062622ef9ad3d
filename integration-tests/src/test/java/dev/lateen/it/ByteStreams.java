package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.ClientHellos;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// What tests on byte tunnels have in common.
final class ByteStreams {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private ByteStreams() {}

    /// A VirtualService for whatever comes to the Gateway `gateway`.
    static String rules(String rules) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: bytes}
                spec:
                  hosts: ["*"]
                  gateways: [gateway]
                %s
                """.formatted(rules.indent(2));
    }

    /// Says its name, then sends back what comes.
    static RawTcpOrigin echo(String name) {
        return RawTcpOrigin.start(connection -> {
            connection.write(name);
            while (true) {
                connection.write(connection.readBytes(1));
            }
        });
    }

    static RawHttpClient connect(int port) throws IOException {
        return RawHttpClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
    }

    static void echoes(RawHttpClient client, String line) throws IOException {
        client.send(line + "\n");
        assertThat(text(client.readBytes(line.length() + 1))).isEqualTo(line + "\n");
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// What [#echo] says to a client of TLS that passes through, which asks for this name.
    static String answer(int port, String serverName) throws IOException {
        var hello = ClientHellos.asking(serverName);
        try (var client = connect(port)) {
            client.send(hello);
            var answer = client.readBytes(1 + hello.length);
            assertThat(Arrays.copyOfRange(answer, 1, answer.length)).isEqualTo(hello);
            return text(new byte[] {answer[0]});
        }
    }
}
