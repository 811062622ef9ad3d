package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.dns.Resolution;
import dev.lateen.proxy.http1.Authorities;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.route.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the endpoints of an exchange whose cluster has none at hand: names that nobody has resolved yet, or the
/// destination that the client itself names. Waits as long as a connect may take, then answers in place of the
/// upstream. Event loop only.
final class Destinations {

    private final Exchange exchange;
    private final ClusterState cluster;
    private final Consumer<EndpointSet> found;
    private final Deadline deadline = new Deadline(this::late);
    private boolean over;

    Destinations(Exchange exchange, ClusterState cluster, Consumer<EndpointSet> found) {
        this.exchange = exchange;
        this.cluster = cluster;
        this.found = found;
    }

    /// Calls `found` or answers, possibly before this returns.
    void find() {
        if (cluster.cluster().discovery() == Discovery.ORIGINAL_DESTINATION) {
            findOriginal();
        } else {
            findNamed();
        }
    }

    private void findNamed() {
        var endpoints = cluster.latest().endpoints();
        if (endpoints.size() > 0) {
            end(() -> found.accept(endpoints));
        } else if (endpoints.awaited().isEmpty()) {
            var reason = endpoints.unresolved();
            refuse(
                    reason.isEmpty()
                            ? LocalReplies.noEndpoint(cluster.cluster().name())
                            : LocalReplies.unresolved(reason));
        } else if (!deadline.isSet()) {
            await();
            endpoints.awaited().forEach(name -> resolve(name, _ -> findNamed()));
        }
    }

    private void findOriginal() {
        var head = exchange.head;
        var host = host(head);
        if (exchange.kind != Listener.Kind.OUTBOUND) {
            refuse(LocalReplies.unresolved("only an application's own proxy goes where its client wants"));
        } else if (host.isEmpty()) {
            refuse(LocalReplies.unresolved("the request names no host"));
        } else if (Resolution.isAddress(host)) {
            connect(List.of(host));
        } else {
            var known = exchange.worker.names().known(host);
            if (known != null) {
                resolved(known);
            } else {
                await();
                resolve(host, this::resolved);
            }
        }
    }

    private void resolved(Resolution resolution) {
        if (resolution.addresses().isEmpty()) {
            refuse(LocalReplies.noSuchHost(resolution));
        } else {
            connect(resolution.addresses());
        }
    }

    private void connect(List<String> addresses) {
        int port = port(exchange.head);
        for (var address : addresses) {
            if (isSelf(exchange.downstream.client().local(), address, port)) {
                refuse(LocalReplies.unresolved(address + ":" + port + " is this proxy itself"));
                return;
            }
        }
        end(() -> found.accept(cluster.destination(addresses, port)));
    }

    private void resolve(String name, Consumer<Resolution> then) {
        exchange.worker.names().resolve(name, exchange.worker.context().loop(), resolution -> {
            if (!over && !exchange.isFinished()) {
                then.accept(resolution);
            }
        });
    }

    private void await() {
        exchange.worker
                .context()
                .fine()
                .set(deadline, TimeUnit.MILLISECONDS.toNanos(cluster.cluster().connectTimeoutMillis()));
    }

    private void late() {
        if (!exchange.isFinished()) {
            var unresolved = cluster.latest().endpoints().unresolved();
            var text = unresolved.isEmpty() ? "host " + host(exchange.head) + " has not been resolved yet" : unresolved;
            refuse(LocalReplies.unresolved(text));
        }
    }

    private void refuse(LocalReply reply) {
        end(() -> {
            exchange.reply(reply);
            exchange.downstream.flush();
        });
    }

    private void end(Runnable outcome) {
        over = true;
        deadline.cancel();
        outcome.run();
    }

    private static String host(RequestHeadBuffer head) {
        long authority = head.authority();
        return Authorities.host(head.bytes(), RequestHead.start(authority), RequestHead.end(authority));
    }

    private static int port(RequestHeadBuffer head) {
        long authority = head.authority();
        return Authorities.port(head.bytes(), RequestHead.start(authority), RequestHead.end(authority), 80);
    }

    /// Whether a connection there would come back to the listener that the request came by: without end.
    private static boolean isSelf(@Nullable Object local, String address, int port) {
        if (!(local instanceof InetSocketAddress here) || here.getPort() != port) {
            return false;
        }
        try {
            var there = InetAddress.ofLiteral(address);
            return there.isAnyLocalAddress()
                    || there.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(there) != null;
        } catch (IllegalArgumentException | SocketException e) {
            return false; // cannot be connected to either
        }
    }
}
