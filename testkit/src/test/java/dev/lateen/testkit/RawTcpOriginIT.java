package dev.lateen.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RawTcpOriginIT {

    static Stream<RawTcpOrigin.Script> breaking() {
        return Stream.of(
                Scripts.closeOnAccept(),
                Scripts.resetOnAccept(),
                Scripts.closeBeforeAnswer(),
                Scripts.resetBeforeAnswer(),
                Scripts.closeInsideHead(),
                Scripts.closeInsideBody(),
                Scripts.closeInsideChunk());
    }

    @ParameterizedTest
    @MethodSource("breaking")
    void brokenAnswersFailToRead(RawTcpOrigin.Script script) {
        try (var origin = RawTcpOrigin.start(script)) {
            assertThatThrownBy(() -> RawHttpClient.fetch(origin.port(), "/")).isInstanceOf(IOException.class);
            Eventually.await("script over", () -> origin.openConnections() == 0);
            assertThat(origin.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void closesIdleConnectionAfterAnAnswer() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.closeAfterAnswer());
                var client = RawHttpClient.connect(origin.port())) {
            assertThat(client.get("/").bodyText()).isEqualTo("ok");
            client.awaitClose();
        }
    }

    @Test
    void resetsIdleConnectionAfterAnAnswer() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.resetAfterAnswer());
                var client = RawHttpClient.connect(origin.port())) {
            assertThat(client.get("/").bodyText()).isEqualTo("ok");
            client.awaitClose();
        }
    }

    @Test
    void silentOriginRunsIntoTheClientsDeadline() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var client = RawHttpClient.connect(address(origin.port()), Duration.ofMillis(100))) {
            assertThatThrownBy(() -> client.get("/")).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void deadlineCountsForTheWholeAnswerOfADrippingOrigin() throws Exception {
        var slow = Scripts.slow("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 1, Duration.ofMillis(20));
        try (var origin = RawTcpOrigin.start(slow)) {
            try (var client = RawHttpClient.connect(address(origin.port()), Duration.ofMillis(100))) {
                assertThatThrownBy(() -> client.get("/")).isInstanceOf(SocketTimeoutException.class);
            }
            assertThat(RawHttpClient.fetch(origin.port(), "/").bodyText()).isEqualTo("ok");
        }
    }

    @Test
    void scriptsReadWhatTheyWantAndKnowTheirConnection() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
            var read = connection.readUntil(bytes -> new String(bytes, StandardCharsets.UTF_8).endsWith("!"));
            connection.write(connection.number() + ":").write(read);
        })) {
            try (var client = RawHttpClient.connect(origin.port())) {
                assertThat(client.send("hello!").readUntilClose())
                        .isEqualTo("1:hello!".getBytes(StandardCharsets.UTF_8));
            }
            try (var client = RawHttpClient.connect(origin.port())) {
                assertThat(client.send("you!").readUntilClose()).isEqualTo("2:you!".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void halfClosedClientStillReads() throws Exception {
        try (var origin = RawTcpOrigin.start(
                        connection -> connection.awaitPeerClose().write("late"));
                var client = RawHttpClient.connect(origin.port())) {
            assertThat(client.send("x").halfClose().readUntilClose())
                    .isEqualTo("late".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void failingScriptFailsTheTest() throws Exception {
        var origin = RawTcpOrigin.start(_ -> {
            throw new IllegalStateException("boom");
        });
        try (var client = RawHttpClient.connect(origin.port())) {
            client.awaitClose();
        }
        Eventually.await("script over", () -> origin.openConnections() == 0);
        assertThatThrownBy(origin::close).hasRootCauseMessage("boom");
    }

    @Test
    void clientReadsStrictly() {
        try (var origin = RawTcpOrigin.start(Scripts.answer("HTTP/1.1 200\r\n\r\n"))) {
            assertThatThrownBy(() -> RawHttpClient.fetch(origin.port(), "/")).isInstanceOf(ProtocolViolation.class);
        }
        try (var origin = RawTcpOrigin.start(connection -> connection.readHead())) {
            assertThatThrownBy(() -> RawHttpClient.fetch(origin.port(), "/")).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void refusingPortRefuses() throws Exception {
        try (var fault = ListenFault.refusing()) {
            assertThatThrownBy(() -> RawHttpClient.connect(fault.port())).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void hangingPortLetsConnectsTimeOut() throws Exception {
        try (var fault = ListenFault.hanging()) {
            assertThatThrownBy(() -> RawHttpClient.connect(address(fault.port()), Duration.ofMillis(100)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
