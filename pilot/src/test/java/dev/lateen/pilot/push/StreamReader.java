package dev.lateen.pilot.push;

import dev.lateen.pilot.PilotClient;
import dev.lateen.pilot.TestPilot;
import dev.lateen.snapshot.push.DeltaEvent;
import dev.lateen.snapshot.push.Demand;
import dev.lateen.snapshot.push.SecretsEvent;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Reads a config stream the way a proxy does.
final class StreamReader implements AutoCloseable {

    static final String SIDECAR = "role=sidecar&namespace=default&name=caller&labels=app=caller&outbound=15001";
    private static final Event END = new Event("end", "", "");

    private final InputStream body;
    private final int code;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    record Event(String type, String id, String data) {
        SnapshotEvent snapshot() {
            return SnapshotJson.read(data, SnapshotEvent.class);
        }

        DeltaEvent delta() {
            return SnapshotJson.read(data, DeltaEvent.class);
        }

        SecretsEvent secrets() {
            return SnapshotJson.read(data, SecretsEvent.class);
        }
    }

    private StreamReader(HttpResponse<InputStream> response) {
        this.body = unpacked(response);
        this.code = response.statusCode();
        Thread.ofVirtual().start(this::read);
    }

    static StreamReader open(TestPilot pilot) {
        return open(pilot, SIDECAR, null);
    }

    static StreamReader open(TestPilot pilot, String query, @Nullable String lastEventId) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(PilotClient.uri(pilot.pilot().pushPort(), "/v1/config/stream?" + query));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return open(pilot, request);
    }

    /// As a proxy that shows a token.
    static StreamReader authenticated(TestPilot pilot, String query, String token) {
        return open(
                pilot,
                HttpRequest.newBuilder(PilotClient.uri(pilot.pilot().pushPort(), "/v1/config/stream?" + query))
                        .header("Authorization", "Bearer " + token));
    }

    private static StreamReader open(TestPilot pilot, HttpRequest.Builder request) {
        try {
            return new StreamReader(
                    pilot.client().http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// As a sidecar that asks for hosts.
    ///
    /// @param used with commas in between
    static StreamReader onDemand(TestPilot pilot, String used) {
        return open(
                pilot,
                HttpRequest.newBuilder(PilotClient.uri(pilot.pilot().pushPort(), "/v1/config/stream?" + SIDECAR))
                        .header(Demand.HEADER, used));
    }

    /// As the proxy does by default.
    static StreamReader compressed(TestPilot pilot, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        PilotClient.uri(pilot.pilot().pushPort(), "/v1/config/stream?" + SIDECAR))
                .header("Accept-Encoding", "gzip");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return open(pilot, request);
    }

    private static final class Unpacked extends GZIPInputStream {
        Unpacked(InputStream in) throws IOException {
            super(in);
        }

        @Override
        public int available() {
            return 0; // it says 1 always, and a reader then waits for more than has come
        }
    }

    private static InputStream unpacked(HttpResponse<InputStream> response) {
        boolean packed =
                response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        try {
            return packed ? new Unpacked(response.body()) : response.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    int code() {
        return code;
    }

    /// The next event; fails when none comes or the stream ends.
    Event next() {
        Event event = poll(30_000);
        if (event == null || event == END) {
            throw new AssertionError("no event: " + (event == null ? "none in 30 s" : "the stream has ended"));
        }
        return event;
    }

    /// What has come already, if anything.
    @Nullable
    Event nextIfAny() {
        return poll(0);
    }

    void awaitEnd() {
        Event event = poll(30_000);
        if (event != END) {
            throw new AssertionError("expected the end of the stream, got " + event);
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Nullable
    Event poll(long millis) {
        try {
            return events.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        String type = "";
        String id = "";
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(type, id, line.substring(6)));
                }
            }
        } catch (IOException e) {
            // Closed by either side: the end all the same.
        }
        events.add(END);
    }
}
