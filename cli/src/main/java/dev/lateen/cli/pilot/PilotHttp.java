package dev.lateen.cli.pilot;

import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One request, one answer. `HttpURLConnection` starts in half of the time of the newer client, and a command
/// makes a handful of requests.
final class PilotHttp {

    static final String REVISION_HEADER = "x-lateen-revision";
    private static final String JSON = "application/json";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final int CONNECT_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern WARNING = Pattern.compile("\\d{3} \\S+ \"((?:[^\"\\\\]|\\\\.)*)\"");

    private final PilotAddress address;

    PilotHttp(PilotAddress address) {
        this.address = address;
    }

    /// @param extraTime how much longer than usual the answer may take
    PilotReply push(String pathAndQuery, Duration extraTime) {
        return send(new Call("GET", address.push().resolve(pathAndQuery), null, JSON), PATIENCE.plus(extraTime));
    }

    PilotReply api(String method, String pathAndQuery, @Nullable String body) {
        return send(new Call(method, address.api().resolve(pathAndQuery), body, JSON), PATIENCE);
    }

    /// What is there, as a table for people.
    PilotReply apiTable(String pathAndQuery) {
        return send(new Call("GET", address.api().resolve(pathAndQuery), null, TABLE), PATIENCE);
    }

    private record Call(String method, URI uri, @Nullable String body, String accept) {}

    private PilotReply send(Call call, Duration patience) {
        var uri = call.uri();
        try {
            var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            connection.setRequestMethod(call.method());
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
            connection.setRequestProperty("Accept", call.accept());
            if (uri.getPort() == address.api().getPort()) {
                connection.setRequestProperty("Authorization", "Bearer " + address.secret());
            }
            var body = call.body();
            if (body != null) {
                write(connection, body.getBytes(StandardCharsets.UTF_8));
            }
            return read(connection);
        } catch (SocketTimeoutException e) {
            throw unreachable(uri, "no answer within " + patience.toSeconds() + " s");
        } catch (IOException e) {
            throw unreachable(uri, String.valueOf(e.getMessage()));
        }
    }

    private static void write(HttpURLConnection connection, byte[] body) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", JSON);
        // Also keeps the JDK from sending a POST twice when a kept-alive connection turns out to be dead.
        connection.setFixedLengthStreamingMode(body.length);
        try (var out = connection.getOutputStream()) {
            out.write(body);
        }
    }

    private static PilotReply read(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            var text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var revision = connection.getHeaderField(REVISION_HEADER);
            return new PilotReply(
                    status,
                    text,
                    warnings(connection),
                    revision != null && revision.matches("\\d{1,18}") ? Long.parseLong(revision) : 0);
        }
    }

    private static List<String> warnings(HttpURLConnection connection) {
        var texts = new ArrayList<String>();
        connection.getHeaderFields().forEach((name, values) -> {
            if ("Warning".equalsIgnoreCase(name)) {
                for (var value : values) {
                    var matcher = WARNING.matcher(value);
                    while (matcher.find()) {
                        texts.addFirst(matcher.group(1).replaceAll("\\\\(.)", "$1"));
                    }
                }
            }
        });
        return texts;
    }

    private static CommandFailure unreachable(URI uri, String reason) {
        return CommandFailure.of(
                "pilot does not answer at " + uri.getScheme() + "://" + uri.getAuthority() + ": " + reason,
                "`lateen status` shows what runs; pilot's log is in the logs folder of the mesh");
    }
}
