package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.dns.Resolution;
import dev.lateen.proxy.http1.Authorities;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.route.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the endpoints of a cluster that has none at hand: names that nobody has resolved yet, or the destination that
/// the client itself names. Waits as long as a connect may take. Event loop only.
final class Destinations {

    /// Who needs endpoints. Hears of them, or why there are none, exactly once; of nothing when it is over before.
    interface Seeker {

        boolean isOver();

        void found(EndpointSet endpoints);

        void notFound(LocalReply why);
    }

    /// Where a client wants to go.
    ///
    /// @param host empty when it does not say
    /// @param local where the client is connected to
    record Original(String host, int port, @Nullable SocketAddress local) {

        private static final int HTTP_PORT = 80;

        static Original of(RequestHeadBuffer head, Client client) {
            int start = RequestHead.start(head.authority());
            int end = RequestHead.end(head.authority());
            var host = Authorities.host(head.bytes(), start, end);
            return new Original(host, Authorities.port(head.bytes(), start, end, HTTP_PORT), client.local());
        }

        /// Whether a connection there would come back to the listener that the client is connected to, without end.
        boolean isSelf(String address) {
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

    private final Worker worker;
    private final ClusterState cluster;
    private final Seeker seeker;
    private final Deadline deadline = new Deadline(this::late);
    private String awaited = "";
    private boolean over;

    private Destinations(Worker worker, ClusterState cluster, Seeker seeker) {
        this.worker = worker;
        this.cluster = cluster;
        this.seeker = seeker;
    }

    /// The seeker may hear of the outcome before this returns.
    ///
    /// @param original null where the client's wish does not count: a client of a gateway never chooses where the
    ///     gateway connects
    static void find(Worker worker, ClusterState cluster, @Nullable Original original, Seeker seeker) {
        var destinations = new Destinations(worker, cluster, seeker);
        if (cluster.cluster().discovery() != Discovery.ORIGINAL_DESTINATION) {
            destinations.findNamed();
        } else if (original == null) {
            destinations.refuse(LocalReplies.unresolved("only an application's own proxy goes where its client wants"));
        } else {
            destinations.findOriginal(original);
        }
    }

    private void findNamed() {
        var endpoints = cluster.latest().endpoints();
        if (endpoints.size() > 0 || cluster.cluster().discovery() == Discovery.STATIC) {
            end(() -> seeker.found(endpoints));
        } else if (endpoints.awaited().isEmpty()) {
            var reason = endpoints.unresolved();
            refuse(
                    reason.isEmpty()
                            ? LocalReplies.noEndpoint(cluster.cluster().name())
                            : LocalReplies.unresolved(reason));
        } else if (!deadline.isSet()) {
            await(endpoints.unresolved());
            endpoints.awaited().forEach(name -> resolve(name, _ -> findNamed()));
        }
    }

    private void findOriginal(Original original) {
        var host = original.host();
        if (host.isEmpty()) {
            refuse(LocalReplies.unresolved("the request names no host"));
        } else if (Resolution.isAddress(host)) {
            connect(original, List.of(host));
        } else {
            var known = worker.names().known(host);
            if (known != null) {
                resolved(original, known);
            } else {
                await("host " + host + " has not been resolved yet");
                resolve(host, resolution -> resolved(original, resolution));
            }
        }
    }

    private void resolved(Original original, Resolution resolution) {
        if (resolution.addresses().isEmpty()) {
            refuse(LocalReplies.noSuchHost(resolution));
        } else {
            connect(original, resolution.addresses());
        }
    }

    private void connect(Original original, List<String> addresses) {
        for (var address : addresses) {
            if (original.isSelf(address)) {
                refuse(LocalReplies.unresolved(address + ":" + original.port() + " is this proxy itself"));
                return;
            }
        }
        end(() -> seeker.found(cluster.destination(addresses, original.port())));
    }

    private void resolve(String name, Consumer<Resolution> then) {
        worker.names().resolve(name, worker.context().loop(), resolution -> {
            if (!over && !seeker.isOver()) {
                then.accept(resolution);
            }
        });
    }

    private void await(String what) {
        awaited = what;
        long timeout = cluster.cluster().connectTimeoutMillis();
        worker.context().fine().set(deadline, TimeUnit.MILLISECONDS.toNanos(timeout));
    }

    private void late() {
        if (!seeker.isOver()) {
            refuse(LocalReplies.unresolved(awaited));
        }
    }

    private void refuse(LocalReply reply) {
        end(() -> seeker.notFound(reply));
    }

    private void end(Runnable outcome) {
        over = true;
        deadline.cancel();
        outcome.run();
    }
}
