package dev.lateen.pilot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.pilot.admin.MonitoringServer;
import dev.lateen.pilot.admin.PilotMetrics;
import dev.lateen.pilot.api.ApiServer;
import dev.lateen.pilot.api.Kubeconfig;
import dev.lateen.pilot.api.TokenFile;
import dev.lateen.pilot.http.BrowserGuard;
import dev.lateen.pilot.http.HttpPort;
import dev.lateen.pilot.http.PilotStartException;
import dev.lateen.pilot.push.KnownProxies;
import dev.lateen.pilot.push.ProxyToken;
import dev.lateen.pilot.push.PushServer;
import dev.lateen.pilot.push.Pusher;
import dev.lateen.pilot.push.Reports;
import dev.lateen.pilot.ramp.Ramps;
import dev.lateen.pilot.registry.AtomicFile;
import dev.lateen.pilot.registry.BuiltInNamespaces;
import dev.lateen.pilot.registry.LocalStore;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceWriter;
import dev.lateen.pilot.registry.RevisionCounter;
import dev.lateen.pilot.source.DirectorySource;
import dev.lateen.pilot.source.ResourceSource;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/// The control plane: sources -> registry -> push, and the local resource API.
///
/// Plain Java, so that one JVM can run a whole mesh; Quarkus only wraps it. Not restartable.
public final class Pilot implements AutoCloseable {

    /// Below the home: the ports that are bound, written when pilot is ready and deleted when it stops.
    public static final String PORTS_FILE = "run/pilot-ports.json";

    /// Below the home: what a proxy shows to be sent secrets.
    public static final String PROXY_TOKEN_FILE = "proxy-token";

    private static final Logger LOGGER = Logger.getLogger(Pilot.class);

    private final PilotConfig config;
    private final Platform platform;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private volatile boolean ready;
    private String token = "";
    private int pushPort;
    private int apiPort;
    private int monitoringPort;

    public Pilot(PilotConfig config) {
        this(config, Platform.own());
    }

    public Pilot(PilotConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        opened.push(platform::close);
    }

    /// Returns when every port is bound and what the sources hold is what proxies get.
    public Pilot start() throws PilotStartException {
        long start = System.nanoTime();
        try {
            assemble();
            writePorts();
        } catch (IOException e) {
            close();
            throw new PilotStartException("lateen.pilot.home: %s: %s".formatted(config.home(), e));
        } catch (PilotStartException | RuntimeException e) {
            close();
            throw e;
        }
        ready = true;
        LOGGER.infof(
                "event=pilot_ready push=%d api=%d monitoring=%d home=%s millis=%d",
                pushPort, apiPort, monitoringPort, config.home(), (System.nanoTime() - start) / 1_000_000);
        return this;
    }

    public boolean isReady() {
        return ready;
    }

    public int pushPort() {
        return pushPort;
    }

    public int apiPort() {
        return apiPort;
    }

    public int monitoringPort() {
        return monitoringPort;
    }

    /// Of the local resource API.
    public String token() {
        return token;
    }

    /// Idempotent; traffic is not disturbed, proxies keep what they have.
    @Override
    public void close() {
        ready = false;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOGGER.debug("event=close_failed", e);
            }
        }
    }

    private void assemble() throws IOException, PilotStartException {
        Files.createDirectories(config.home());
        open(HomeLock.take(config.home()));
        Files.deleteIfExists(config.home().resolve(PORTS_FILE));
        Path tokenFile = config.home().resolve("token");
        token = config.token() == null ? TokenFile.open(tokenFile) : TokenFile.write(tokenFile, config.token());

        ProxyToken proxyToken = new ProxyToken(TokenFile.open(config.home().resolve(PROXY_TOKEN_FILE)));

        Path storeFolder = config.home().resolve("store");
        RevisionCounter counter = RevisionCounter.open(storeFolder.resolve("revision.json"));
        Registry registry = new Registry(counter);
        LocalStore store = new LocalStore(storeFolder, counter);
        PilotMetrics metrics = new PilotMetrics(platform.meters(), registry);
        KnownProxies known = new KnownProxies(config.home().resolve("run/proxies"));
        Reports reports = new Reports(platform.clock());
        ResourceWriter writer = new ResourceWriter(registry, store);
        Ramps ramps = new Ramps(registry, writer, reports, platform.clock());
        var context = new Pusher.Context(known, reports, ramps::condition);
        Pusher pusher = open(new Pusher(registry, metrics, config.timing(), context));
        metrics.countProxies(pusher);
        monitoringPort = bind(
                new HttpPort.Binding(
                        "lateen.pilot.monitoring-port",
                        config.bindAddress(),
                        config.ports().monitoring()),
                new MonitoringServer(pusher, platform.metricsText(), guard(config.bindAddress()), this::isReady)
                        .handler(platform.vertx()));
        load(registry, store);
        pusher.start();
        open(ramps).start(pusher::refreshStatuses);
        var access = new PushServer.Access(proxyToken, guard(config.bindAddress()));
        pushPort = bind(
                new HttpPort.Binding(
                        "lateen.pilot.push-port",
                        config.bindAddress(),
                        config.ports().push()),
                new PushServer(pusher, registry, access, platform.vertx()).handler());
        apiPort = bind(
                new HttpPort.Binding(
                        "lateen.pilot.api-port",
                        config.apiBindAddress(),
                        config.ports().api()),
                resourceApi(registry, writer, ramps));
        Kubeconfig.write(config.home().resolve("kubeconfig"), apiPort, token);
        open(pusher::leave);
    }

    private void load(Registry registry, LocalStore store) throws IOException, PilotStartException {
        List<ResourceSource> sources = new ArrayList<>(List.of(new BuiltInNamespaces(), store));
        if (config.configDirectory() != null) {
            sources.add(new DirectorySource(config.configDirectory(), config.rescan()));
        }
        for (ResourceSource source : sources) {
            open(source);
            try {
                source.start(registry::accept);
            } catch (IOException e) {
                String key = source instanceof DirectorySource ? "config-directory" : "home";
                throw new PilotStartException("lateen.pilot.%s: %s".formatted(key, e.getMessage()));
            }
        }
        registry.open();
        LOGGER.infof(
                "event=sources_loaded revision=%d resources=%d findings=%d",
                registry.revision(),
                registry.view().entries().size(),
                registry.view().findings().size());
    }

    private Handler<HttpServerRequest> resourceApi(Registry registry, ResourceWriter writer, Ramps ramps) {
        ExecutorService workers = open(Executors.newVirtualThreadPerTaskExecutor());
        var access = new ApiServer.Access(token, guard(config.apiBindAddress()), workers);
        return new ApiServer(registry, writer, ramps, access).handler(platform.vertx());
    }

    private int bind(HttpPort.Binding binding, Handler<HttpServerRequest> handler) throws PilotStartException {
        return open(HttpPort.open(platform.vertx(), binding, handler)).port();
    }

    private void writePorts() throws IOException {
        ObjectNode ports = JsonNodeFactory.instance.objectNode();
        ports.put("pid", ProcessHandle.current().pid())
                .put("push", pushPort)
                .put("api", apiPort)
                .put("monitoring", monitoringPort);
        if (config.managementPort() > 0) {
            ports.put("management", config.managementPort());
        }
        Path file = config.home().resolve(PORTS_FILE);
        AtomicFile.write(file, ports.toString().getBytes(StandardCharsets.UTF_8));
        open(() -> Files.deleteIfExists(file));
    }

    private static BrowserGuard guard(String bindAddress) {
        return new BrowserGuard(bindAddress);
    }

    private <C extends AutoCloseable> C open(C closeable) {
        opened.push(closeable);
        return closeable;
    }
}
