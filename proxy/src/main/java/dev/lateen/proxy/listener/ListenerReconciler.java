package dev.lateen.proxy.listener;

import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.exchange.BindKey;
import dev.lateen.proxy.exchange.RuntimeSnapshot;
import dev.lateen.proxy.exchange.SnapshotHolder;
import dev.lateen.proxy.exchange.Worker;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes the bound sockets those of the snapshot: new ones are bound before the swap and accept after it, those that
/// are gone stop accepting and drain. A listener whose address stays keeps its socket and its connections, whatever
/// its routes or its name become. Used by one thread at a time, never by an event loop.
public final class ListenerReconciler {

    private static final long BIND_TIMEOUT_SECONDS = 10;

    private final SnapshotHolder holder;
    private final Acceptor acceptor;
    private final List<ConnectionSet> connections;
    private final long drainMillis;
    private final Map<BindKey, Binding> bindings = new LinkedHashMap<>();

    public ListenerReconciler(EngineConfig config, Transport transport, List<Worker> workers, SnapshotHolder holder) {
        var open = new AtomicInteger();
        this.holder = holder;
        this.connections =
                workers.stream().map(worker -> new ConnectionSet(worker, open)).toList();
        this.acceptor = new Acceptor(transport, config.limits(), connections);
        this.drainMillis = config.drainTimeout().toMillis();
    }

    /// Binds what is new, swaps, drains what is gone.
    ///
    /// @throws SnapshotRejected when an address cannot be bound; nothing has changed then
    public void reconcile(RuntimeSnapshot next, Runnable swap) throws SnapshotRejected {
        var added = bindNew(next);
        var removed = bindings.values().stream()
                .filter(binding -> !next.listeners().containsKey(binding.key()))
                .toList();
        var before = holder.current();
        removed.forEach(binding -> binding.retire(before));
        swap.run();
        for (var binding : added) {
            bindings.put(binding.key(), binding);
            binding.server().config().setAutoRead(true);
        }
        removed.forEach(binding -> bindings.remove(binding.key()));
        drain(removed);
    }

    /// Name to port, as the snapshot in force names its listeners.
    public Map<String, Integer> ports() {
        var ports = new HashMap<String, Integer>();
        holder.current().listeners().forEach((key, routes) -> {
            var binding = bindings.get(key);
            if (binding != null) {
                ports.put(routes.listener().name(), binding.port());
            }
        });
        return ports;
    }

    /// Stops accepting and ends connections when their exchanges are over.
    public void drainAll() {
        drain(List.copyOf(bindings.values()));
    }

    public void closeAll() {
        bindings.values().forEach(binding -> binding.server().close());
        onEachLoop(set -> set.close(_ -> true));
    }

    private List<Binding> bindNew(RuntimeSnapshot next) throws SnapshotRejected {
        var added = new ArrayList<Binding>();
        try {
            for (var entry : next.listeners().entrySet()) {
                if (!bindings.containsKey(entry.getKey())) {
                    added.add(bind(entry.getKey(), entry.getValue().listener().name()));
                }
            }
        } catch (SnapshotRejected e) {
            added.forEach(binding -> binding.server().close());
            throw e;
        }
        return added;
    }

    private Binding bind(BindKey key, String name) throws SnapshotRejected {
        var slot = new BindingSlot();
        var future = acceptor.bind(key, slot);
        boolean done = future.awaitUninterruptibly(BIND_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!done || !future.isSuccess()) {
            future.cancel(false);
            throw new SnapshotRejected(
                    "listener " + name + ": port " + key.port() + " on " + key.address() + " cannot be bound: "
                            + reason(future) + " (expected: a free port that this process may use)",
                    future.cause());
        }
        var binding = new Binding(key, holder, future.channel());
        slot.set(binding);
        return binding;
    }

    private static String reason(Future<?> future) {
        var cause = future.cause();
        if (cause == null) {
            return "no answer of the system in " + BIND_TIMEOUT_SECONDS + " s";
        }
        var message = String.valueOf(cause.getMessage());
        int colon = message.lastIndexOf(": ");
        return colon < 0 ? message : message.substring(colon + 2);
    }

    private void drain(Collection<Binding> which) {
        if (which.isEmpty()) {
            return;
        }
        for (var binding : which) {
            binding.drain();
            acceptor.close(binding.server()).awaitUninterruptibly(BIND_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
        Predicate<Binding> isOne = which::contains;
        var told = new ArrayList<Future<?>>();
        for (var set : connections) {
            var loop = set.worker().context().loop();
            told.add(loop.submit(() -> set.drain(isOne)));
            loop.schedule(() -> set.close(isOne), drainMillis, TimeUnit.MILLISECONDS);
        }
        // Behind these tasks the connections that were accepted last are counted among the open ones.
        told.forEach(each -> each.awaitUninterruptibly(BIND_TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }

    private void onEachLoop(Consumer<ConnectionSet> action) {
        for (var set : connections) {
            set.worker().context().loop().execute(() -> action.accept(set));
        }
    }

    /// The binding that an accepted connection belongs to; set before its socket accepts.
    static final class BindingSlot {

        private volatile @Nullable Binding binding;

        void set(Binding value) {
            binding = value;
        }

        Binding get() {
            var value = binding;
            if (value == null) {
                throw new IllegalStateException("a connection before its listener was ready");
            }
            return value;
        }
    }
}
