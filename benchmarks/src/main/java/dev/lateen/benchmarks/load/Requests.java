package dev.lateen.benchmarks.load;

import dev.lateen.benchmarks.scenario.Scenario;
import dev.lateen.benchmarks.scenario.Work;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The requests of a scenario as bytes, made once; each is sent in turn. One of ten asks for gold. There
/// are as many for few routes as for many, so that the load itself takes the same part of the caches.
final class Requests implements AutoCloseable {

    private static final int COUNT = 1_000;
    private static final int GOLD_ONE_IN = 10;
    private static final int CHUNK = 4096;

    private final List<ByteBuf> all = new ArrayList<>();
    private int next;

    Requests(Scenario scenario, Work work) {
        var routes = work.asked(scenario.traffic().asked());
        for (int i = 0; i < COUNT; i++) {
            all.add(request(scenario, routes.get(i % routes.size()), i % GOLD_ONE_IN == 3));
        }
    }

    /// A view of its own, to be written.
    ByteBuf next() {
        var request = all.get(next);
        next = next + 1 == all.size() ? 0 : next + 1;
        return request.retainedDuplicate();
    }

    @Override
    public void close() {
        all.forEach(ByteBuf::release);
    }

    private static ByteBuf request(Scenario scenario, Work.Route route, boolean gold) {
        var traffic = scenario.traffic();
        var text = new StringBuilder()
                .append(traffic.bodyBytes() > 0 ? "POST " : "GET ")
                .append(route.prefix())
                .append(traffic.answer().letter())
                .append(" HTTP/1.1\r\nHost: ")
                .append(route.host())
                .append("\r\nUser-Agent: lateen-bench/1\r\nAccept: */*\r\n");
        if (gold) {
            text.append(Work.TIER_HEADER).append(": ").append(Work.GOLD).append("\r\n");
        }
        if (!scenario.load().keepAlive()) {
            text.append("Connection: close\r\n");
        }
        if (traffic.chunked()) {
            text.append("Transfer-Encoding: chunked\r\n");
        } else if (traffic.bodyBytes() > 0) {
            text.append("Content-Length: ").append(traffic.bodyBytes()).append("\r\n");
        }
        text.append("\r\n").append(body(traffic.bodyBytes(), traffic.chunked()));
        return Unpooled.directBuffer(text.length()).writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    static String body(int bytes, boolean chunked) {
        if (!chunked) {
            return "x".repeat(bytes);
        }
        var body = new StringBuilder();
        for (int left = bytes; left > 0; left -= CHUNK) {
            int size = Math.min(CHUNK, left);
            body.append(Integer.toHexString(size))
                    .append("\r\n")
                    .append("x".repeat(size))
                    .append("\r\n");
        }
        return body.append("0\r\n\r\n").toString();
    }
}
