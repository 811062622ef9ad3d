package dev.lateen.benchmarks.micro;

import dev.lateen.api.meta.Resource;
import dev.lateen.benchmarks.peer.LateenResources;
import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.compiler.Compiler;
import dev.lateen.compiler.MeshState;
import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.HeadBuffer;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.ProxyNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What the benchmarks work on: the snapshot of the proxies' common work, and a request as a browser sends it.
final class Parts {

    private Parts() {}

    static Snapshot snapshot(Work work) {
        return snapshot(LateenResources.plain(work));
    }

    /// Compiled for a gateway whose port 8080 is any free one.
    static Snapshot snapshot(Collection<? extends Resource<?>> resources) {
        var labels = Map.of("app", "istio-ingressgateway", "istio", "ingressgateway");
        var gateway = new ProxyNode(
                ProxyNode.Role.GATEWAY, LateenResources.NAMESPACE, "micro", labels, List.of(), 0, Map.of(8080, 0));
        return Compiler.compile(MeshState.of(resources), gateway).snapshot();
    }

    /// Some 600 bytes and 13 headers.
    static byte[] request(Work.Route route) {
        return """
                GET %sa HTTP/1.1
                Host: %s
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
                Accept-Language: en-US,en;q=0.5
                Accept-Encoding: gzip, deflate, br, zstd
                Connection: keep-alive
                Cookie: session=0123456789abcdef0123456789abcdef; theme=dark
                Upgrade-Insecure-Requests: 1
                Sec-Fetch-Dest: document
                Sec-Fetch-Mode: navigate
                Sec-Fetch-Site: none
                Cache-Control: max-age=0
                X-Tier: silver

                """.formatted(route.prefix(), route.host()).replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static RequestHeadBuffer head(byte[] request) {
        var head = new RequestHeadBuffer(Limits.DEFAULT);
        feed(head, Unpooled.wrappedBuffer(request));
        return head;
    }

    static void feed(RequestHeadBuffer head, ByteBuf bytes) {
        head.reset();
        if (head.feed(bytes) != HeadBuffer.Progress.COMPLETE) {
            throw new IllegalStateException("not a whole head");
        }
    }
}
