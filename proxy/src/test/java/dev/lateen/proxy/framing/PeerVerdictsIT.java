package dev.lateen.proxy.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lateen.proxy.Snapshots;
import dev.lateen.proxy.TestProxy;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ProtocolViolation;
import dev.lateen.testkit.RawHttpClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The two tables against other proxies, those that are installed. It prints where they decide differently; what there
/// is to say of that stands in `docs/http1-verdicts.md`. Fails only when Lateen does not do what the table of requests
/// says; an answer that fails on a connection that was used before may have been repeated.
@Tag("long")
class PeerVerdictsIT {

    private static final Duration QUIET = Duration.ofMillis(200);

    @TempDir
    private static Path folder;

    /// A proxy under test in front of an origin.
    private record Peer(String name, int port, RecordingOrigin origin, AutoCloseable running) {}

    @Test
    void differencesFromOtherProxiesAreShown() throws Exception {
        var peers = new ArrayList<Peer>();
        try {
            peers.add(lateen());
            nginx(peers);
            haproxy(peers);
            assumeTrue(peers.size() > 1, "neither nginx nor haproxy is installed");
            compare("requests", FramingCase.requests(), peers);
            compare("answers", FramingCase.answers(), peers);
        } finally {
            for (var peer : peers) {
                peer.running().close();
                peer.origin().close();
            }
        }
    }

    private static void compare(String title, List<FramingCase> cases, List<Peer> peers) throws Exception {
        System.out.println("| " + title + " | "
                + String.join(" | ", peers.stream().map(Peer::name).toList()) + " |");
        for (var framingCase : cases) {
            var verdicts = new ArrayList<String>();
            for (var peer : peers) {
                verdicts.add(verdict(peer, framingCase));
            }
            if (framingCase.answer().isEmpty()) {
                assertThat(verdicts.getFirst()).as(framingCase.name()).startsWith(statuses(framingCase));
            }
            if (verdicts.stream().distinct().count() > 1) {
                System.out.println("| " + framingCase.name() + " | " + String.join(" | ", verdicts) + " |");
            }
        }
    }

    /// The beginning of what is expected: the first status, if there is one.
    private static String statuses(FramingCase framingCase) {
        return framingCase.verdict().replies().stream()
                .map(FramingCase.Reply::status)
                .findFirst()
                .map(status -> status.replace("*", ""))
                .orElse("");
    }

    private static String verdict(Peer peer, FramingCase framingCase) throws IOException {
        peer.origin().next(framingCase);
        var text = new StringBuilder();
        try (var client =
                RawHttpClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.port()), QUIET)) {
            client.send(framingCase.requestBytes());
            if (framingCase.requestEndsWithFin()) {
                client.halfClose();
            }
            text.append(answers(client, framingCase));
        }
        int count = peer.origin().requests().size();
        return text + (framingCase.answer().isEmpty() ? ", " + count + " upstream" : "");
    }

    private static String answers(RawHttpClient client, FramingCase framingCase) throws IOException {
        var text = new StringBuilder();
        var last = 0;
        while (true) {
            try {
                int status = client.read(framingCase.method()).status();
                if (status != last) {
                    text.append(status).append(' ');
                }
                last = status;
            } catch (ProtocolViolation e) {
                return text + "no HTTP";
            } catch (SocketTimeoutException e) {
                return text + afterQuiet(client);
            } catch (EOFException e) {
                return text + (String.valueOf(e.getMessage()).contains("before a response") ? "closes" : "cut closes");
            } catch (IOException e) {
                return text + "closes";
            }
        }
    }

    private static String afterQuiet(RawHttpClient client) {
        try {
            return client.get(RecordingOrigin.PROBE).bodyText().equals("after") ? "keeps" : "waits";
        } catch (IOException e) {
            return "waits";
        }
    }

    private static Peer lateen() {
        var origin = new RecordingOrigin(FramingCase.requests().getFirst());
        var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
        return new Peer("Lateen", proxy.port(), origin, proxy);
    }

    private static void nginx(List<Peer> peers) throws IOException {
        start(peers, "nginx", List.of("-c", "FILE", "-p", folder.toString()), """
                daemon off; master_process off; pid nginx.pid; error_log error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body; proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  upstream origin { server 127.0.0.1:ORIGIN max_fails=0; keepalive 16; }
                  server {
                    listen 127.0.0.1:LISTEN;
                    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
                    proxy_request_buffering off; proxy_next_upstream off;
                    location / { proxy_pass http://origin; }
                  }
                }
                """);
    }

    private static void haproxy(List<Peer> peers) throws IOException {
        start(peers, "haproxy", List.of("-db", "-f", "FILE"), """
                global
                  nbthread 1
                defaults
                  mode http
                  timeout client 30s
                  timeout server 30s
                  timeout connect 5s
                  timeout http-request 30s
                  http-reuse always
                  retries 0
                frontend in
                  bind 127.0.0.1:LISTEN
                  default_backend origin
                backend origin
                  server a 127.0.0.1:ORIGIN
                """);
    }

    private static void start(List<Peer> peers, String program, List<String> arguments, String config)
            throws IOException {
        var executable = Path.of("/usr/sbin", program);
        if (!Files.isExecutable(executable)) {
            System.out.println(program + " is not installed");
            return;
        }
        var origin = new RecordingOrigin(FramingCase.requests().getFirst());
        int port = freePort();
        var file = folder.resolve(program + ".conf");
        Files.writeString(
                file, config.replace("LISTEN", String.valueOf(port)).replace("ORIGIN", String.valueOf(origin.port())));
        var command = new ArrayList<>(List.of(executable.toString()));
        arguments.forEach(argument -> command.add(argument.replace("FILE", file.toString())));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".out").toFile())
                .start();
        peers.add(new Peer(program, port, origin, () -> {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }));
        Eventually.await(program + " listens", () -> {
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve(program + ".out")))
                    .isTrue();
            RawHttpClient.connect(port).close();
            return true;
        });
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
