package dev.lateen.proxy.config;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.DeltaEvent;
import dev.lateen.snapshot.push.Demand;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/// A pilot of the test: its streams are written by the test, its acknowledgements read by it.
final class ScriptedPilot implements AutoCloseable {

    /// Of its ports no outgoing connection of anybody takes one, so that another pilot can come back there.
    private static final String ADDRESS = "127.0.0.3";

    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final HttpServer server;
    private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<Ack> acks = new LinkedBlockingQueue<>();
    volatile boolean gzip;
    private final BlockingQueue<Demand> demands = new LinkedBlockingQueue<>();
    private final Set<InetSocketAddress> demandClients = ConcurrentHashMap.newKeySet();
    volatile int ackStatus = 204;
    volatile int demandStatus = 200;
    volatile boolean demandSilent;
    volatile int streamStatus = 200;

    /// @param lastEventId what the proxy resumes from
    record Stream(String query, @Nullable String lastEventId, HttpExchange exchange) {

        @Nullable
        String authorization() {
            return exchange.getRequestHeaders().getFirst("Authorization");
        }

        Stream snapshot(SnapshotEvent event) throws IOException {
            return raw("event: snapshot\nid: " + event.id() + "\ndata: " + SnapshotJson.write(event) + "\n\n");
        }

        Stream delta(DeltaEvent event) throws IOException {
            return raw("event: delta\nid: " + event.id() + "\ndata: " + SnapshotJson.write(event) + "\n\n");
        }

        Stream raw(String text) throws IOException {
            OutputStream out = exchange.getResponseBody();
            boolean packed = exchange.getResponseHeaders().containsKey("Content-Encoding");
            out.write(packed ? deflated(text) : text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return this;
        }

        /// As pilot compresses: each piece by itself.
        private static byte[] deflated(String text) throws IOException {
            var bytes = new ByteArrayOutputStream();
            try (var out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED, true), 512, true)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
                return bytes.toByteArray();
            }
        }

        void end() {
            exchange.close();
        }
    }

    ScriptedPilot() throws IOException {
        this(0);
    }

    ScriptedPilot(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(ADDRESS, port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/config/stream", this::open);
        server.createContext("/v1/config/ack", this::acknowledge);
        server.createContext("/v1/config/demand", this::demand);
        server.start();
    }

    URI uri() {
        return URI.create("http://" + ADDRESS + ":" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// The next stream that a proxy opens.
    Stream stream() throws InterruptedException {
        var stream = streams.poll(30, TimeUnit.SECONDS);
        if (stream == null) {
            throw new AssertionError("no stream was opened");
        }
        return stream;
    }

    Ack ack() throws InterruptedException {
        var ack = acks.poll(30, TimeUnit.SECONDS);
        if (ack == null) {
            throw new AssertionError("no acknowledgement came");
        }
        return ack;
    }

    /// The next call for hosts.
    Demand demand() throws InterruptedException {
        var demand = demands.poll(30, TimeUnit.SECONDS);
        if (demand == null) {
            throw new AssertionError("nobody asks for hosts");
        }
        return demand;
    }

    /// How many connections calls for hosts have come over.
    int demandConnections() {
        return demandClients.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void open(HttpExchange exchange) throws IOException {
        var lastEventId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        if (streamStatus != 200) {
            exchange.sendResponseHeaders(streamStatus, -1);
            exchange.close();
            return;
        }
        if (gzip) {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, 0);
        var stream = new Stream(exchange.getRequestURI().getRawQuery(), lastEventId, exchange);
        if (gzip) {
            exchange.getResponseBody().write(GZIP_HEADER);
        }
        stream.raw(":\n\n");
        streams.add(stream);
    }

    private void demand(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        demandClients.add(exchange.getRemoteAddress());
        demands.add(SnapshotJson.read(body, Demand.class));
        if (demandSilent) {
            return; // the connection stays open until the end
        }
        exchange.sendResponseHeaders(demandStatus, 2);
        exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private void acknowledge(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        acks.add(SnapshotJson.read(body, Ack.class));
        exchange.sendResponseHeaders(ackStatus, -1);
        exchange.close();
    }
}
