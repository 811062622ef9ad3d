package dev.lateen.proxy.tls;

import dev.lateen.proxy.TlsSettings;
import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.UpstreamTls;
import dev.lateen.snapshot.push.Secret;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// All that a proxy needs for TLS: its secrets, and a context for each way in which snapshots want it done.
/// Thread-safe;
/// never called by event loops, which only use the contexts.
public final class TlsRegistry implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(TlsRegistry.class);
    private static final Duration FILE_PERIOD = Duration.ofSeconds(1);
    private static final Duration NOTICE_PERIOD = Duration.ofDays(1);

    /// An event loop may have picked a context just before it was replaced; it uses it at once or never.
    private static final Duration RELEASE_DELAY = Duration.ofSeconds(30);

    private final TlsSettings settings;
    private final SecretStore secrets = new SecretStore();
    private final Map<String, Handshakes> handshakes = new TreeMap<>();
    private final Set<SslContext> retired = new HashSet<>();
    private final Map<String, Instant> noticed = new HashMap<>();
    private Contexts current = Contexts.NONE;
    private Contexts next = Contexts.NONE;
    private @Nullable TlsProvider provider;
    private @Nullable ScheduledExecutorService upkeep;

    private record Contexts(Map<DownstreamTls, ServerContext> servers, Map<UpstreamTls, ClientContext> clients) {

        static final Contexts NONE = new Contexts(Map.of(), Map.of());

        Collection<ServedContext> all() {
            var all = new ArrayList<ServedContext>(servers.values());
            all.addAll(clients.values());
            return all;
        }

        Set<String> secrets() {
            var names = new HashSet<String>();
            all().forEach(context -> names.addAll(context.secrets()));
            return names;
        }
    }

    /// @throws IllegalStateException when the settings ask for OpenSSL, which does not load here
    public TlsRegistry(TlsSettings settings) {
        this.settings = settings;
        if (settings.provider() == TlsSettings.Provider.OPENSSL) {
            provider = chosen();
        }
    }

    /// Who does the cryptography; found out when it is first asked for, since loading one is a fifth of the work of a
    /// start, and many proxies need none.
    public synchronized String provider() {
        return chosen().description();
    }

    /// The contexts of a snapshot, with those that are there already. Takes effect with [#commit].
    public synchronized void prepare(Snapshot snapshot) {
        discard();
        var wanted = new Contexts(new HashMap<>(), new HashMap<>());
        for (var listener : snapshot.listeners()) {
            for (var chain : listener.chains()) {
                if (chain.tls() != null) {
                    wanted.servers.computeIfAbsent(chain.tls(), this::serverFor);
                }
            }
        }
        for (var cluster : snapshot.clusters()) {
            if (cluster.tls() != null) {
                wanted.clients.computeIfAbsent(cluster.tls(), this::clientFor);
            }
        }
        next = wanted;
    }

    /// Of the prepared snapshot.
    public synchronized ServerContext server(DownstreamTls tls) {
        return known(next.servers.get(tls), tls);
    }

    /// Of the prepared snapshot.
    public synchronized ClientContext client(UpstreamTls tls) {
        return known(next.clients.get(tls), tls);
    }

    /// Forgets what the prepared snapshot no longer names.
    public synchronized void commit() {
        var before = current;
        current = next;
        before.all().stream()
                .filter(context -> !current.all().contains(context))
                .forEach(context -> retire(context.current()));
        secrets.retain(current.secrets());
    }

    /// Takes secrets from pilot; handshakes use them from now on. Returns what is wrong with some of them.
    public synchronized List<String> update(Collection<Secret> fromPilot) {
        var changed = new ArrayList<String>();
        var problems = new ArrayList<String>();
        for (var secret : fromPilot) {
            if (secrets.put(secret)) {
                changed.add(secret.name());
            }
            var problem = secrets.problem(secret.name());
            if (problem != null) {
                problems.add("secret " + secret.name() + ": " + problem);
            }
        }
        problems.forEach(problem -> LOGGER.warnf("secret refused, the last good one stays reason=%s", problem));
        rebuild(changed);
        noticeEnds();
        return problems;
    }

    /// The counters of a listener.
    public synchronized Handshakes handshakes(String listener) {
        return handshakes.computeIfAbsent(listener, _ -> new Handshakes());
    }

    public synchronized List<Handshakes.Count> handshakeCounts() {
        return handshakes.entrySet().stream()
                .map(entry -> entry.getValue().count(entry.getKey()))
                .toList();
    }

    public synchronized List<SecretStatus> statuses() {
        return secrets.statuses();
    }

    /// When no event loop runs any more.
    @Override
    public synchronized void close() {
        if (upkeep != null) {
            upkeep.shutdownNow();
        }
        discard();
        current.all().forEach(ServedContext::release);
        current = Contexts.NONE;
        next = Contexts.NONE;
        retired.forEach(ReferenceCountUtil::release);
        retired.clear();
    }

    private ServerContext serverFor(DownstreamTls tls) {
        var known = current.servers.get(tls);
        return known != null
                ? known
                : built(new ServerContext(tls, settings.handshakeTimeout().toMillis()));
    }

    private ClientContext clientFor(UpstreamTls tls) {
        var known = current.clients.get(tls);
        return known != null ? known : built(new ClientContext(tls));
    }

    private <C extends ServedContext> C built(C context) {
        secrets.readFiles(context.secrets());
        context.rebuild(secrets, chosen());
        keepUp();
        return context;
    }

    /// What was prepared for a snapshot that was not put in force.
    private void discard() {
        next.all().stream().filter(context -> !current.all().contains(context)).forEach(ServedContext::release);
        next = Contexts.NONE;
    }

    private void rebuild(Collection<String> changed) {
        for (var context : current.all()) {
            if (changed.stream().anyMatch(context.secrets()::contains)) {
                retire(context.rebuild(secrets, chosen()));
                LOGGER.infof("tls context follows its secrets secrets=%s", context.secrets());
            }
        }
    }

    private synchronized void readFiles() {
        rebuild(secrets.readFiles(current.secrets()));
        noticeEnds();
    }

    private void noticeEnds() {
        var now = Instant.now();
        for (var secret : secrets.statuses()) {
            var last = noticed.get(secret.name());
            var validity = secret.validity();
            if (validity != null
                    && secret.endsSoon(now)
                    && (last == null || last.plus(NOTICE_PERIOD).isBefore(now))) {
                noticed.put(secret.name(), now);
                LOGGER.warnf("certificate ends soon secret=%s end=%s", secret.name(), validity.end());
            }
        }
        noticed.keySet()
                .retainAll(secrets.statuses().stream().map(SecretStatus::name).toList());
    }

    private void retire(@Nullable SslContext old) {
        if (old != null) {
            retired.add(old);
            keepUp().schedule(() -> release(old), RELEASE_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void release(SslContext old) {
        if (retired.remove(old)) {
            ReferenceCountUtil.release(old);
        }
    }

    private ScheduledExecutorService keepUp() {
        if (upkeep == null) {
            var threads = Thread.ofPlatform().daemon().name("tls-upkeep").factory();
            upkeep = Executors.newSingleThreadScheduledExecutor(threads);
            long period = FILE_PERIOD.toMillis();
            upkeep.scheduleWithFixedDelay(this::readFiles, period, period, TimeUnit.MILLISECONDS);
        }
        return upkeep;
    }

    private TlsProvider chosen() {
        if (provider == null) {
            provider = TlsProvider.of(settings.provider());
            LOGGER.infof("tls provider=%s", provider.description());
        }
        return provider;
    }

    private static <C> C known(@Nullable C context, Object tls) {
        if (context == null) {
            throw new IllegalStateException("not prepared: " + tls);
        }
        return context;
    }
}
