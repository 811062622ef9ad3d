package dev.lateen.proxy;

import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.route.PathNormalization;
import java.time.Duration;
import java.util.function.Consumer;

/// What an engine is started with and keeps until its end; everything else comes in snapshots.
///
/// @param self who this proxy is, told to mesh peers that it calls
/// @param hostname `%HOSTNAME%` in header rules: the name of the pod or of the proxy
/// @param workers event loops; each serves its own downstream and upstream connections
/// @param defaultBind address of listeners that name none
/// @param serverHeader value of `server` in answers; empty leaves the upstream's
/// @param drainTimeout how long draining connections may take to finish
/// @param nio whether to use the portable transport even where epoll is there
/// @param tls with clients and upstreams
/// @param dns how names are resolved
/// @param trustedProxies how many proxies that tell the truth about clients stand in front of a GATEWAY listener
/// @param connectPorts where clients of an OUTBOUND listener may go by CONNECT
/// @param pathNormalization of requests, before they are matched
public record EngineConfig(
        ProxyNode.Role role,
        WorkloadRef self,
        String hostname,
        int workers,
        String defaultBind,
        Limits limits,
        LocalReplyStyle localReplies,
        String serverHeader,
        Duration drainTimeout,
        boolean nio,
        TlsSettings tls,
        DnsConfig dns,
        int trustedProxies,
        ConnectPorts connectPorts,
        PathNormalization pathNormalization) {

    public EngineConfig {
        if (workers < 1 || workers > 1024) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1..1024)");
        }
        if (trustedProxies < 0) {
            throw new IllegalArgumentException("trustedProxies: " + trustedProxies + " (expected: zero or more)");
        }
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("drainTimeout: " + drainTimeout + " (expected: zero or more)");
        }
        for (int i = 0; i < serverHeader.length(); i++) {
            if (serverHeader.charAt(i) < 0x20 || serverHeader.charAt(i) > 0x7e) {
                throw new IllegalArgumentException(
                        "serverHeader: \"" + serverHeader + "\" (expected: printable ASCII)");
            }
        }
    }

    public static EngineConfig defaults(ProxyNode.Role role) {
        return new EngineConfig(
                role,
                WorkloadRef.UNKNOWN,
                "",
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                "127.0.0.1",
                Limits.DEFAULT,
                LocalReplyStyle.BRIEF,
                "lateen",
                Duration.ofSeconds(45),
                false,
                TlsSettings.DEFAULT,
                DnsConfig.DEFAULT,
                0,
                ConnectPorts.NONE,
                PathNormalization.BASE);
    }

    public EngineConfig withSelf(WorkloadRef value) {
        return with(draft -> draft.self = value);
    }

    public EngineConfig withHostname(String value) {
        return with(draft -> draft.hostname = value);
    }

    public EngineConfig withWorkers(int value) {
        return with(draft -> draft.workers = value);
    }

    public EngineConfig withDefaultBind(String value) {
        return with(draft -> draft.defaultBind = value);
    }

    public EngineConfig withLimits(Limits value) {
        return with(draft -> draft.limits = value);
    }

    public EngineConfig withLocalReplies(LocalReplyStyle value) {
        return with(draft -> draft.localReplies = value);
    }

    public EngineConfig withServerHeader(String value) {
        return with(draft -> draft.serverHeader = value);
    }

    public EngineConfig withDrainTimeout(Duration value) {
        return with(draft -> draft.drainTimeout = value);
    }

    public EngineConfig withNio(boolean value) {
        return with(draft -> draft.nio = value);
    }

    public EngineConfig withTls(TlsSettings value) {
        return with(draft -> draft.tls = value);
    }

    public EngineConfig withDns(DnsConfig value) {
        return with(draft -> draft.dns = value);
    }

    public EngineConfig withTrustedProxies(int value) {
        return with(draft -> draft.trustedProxies = value);
    }

    public EngineConfig withConnectPorts(ConnectPorts value) {
        return with(draft -> draft.connectPorts = value);
    }

    public EngineConfig withPathNormalization(PathNormalization value) {
        return with(draft -> draft.pathNormalization = value);
    }

    private EngineConfig with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /// All components, for one of them to be changed.
    private static final class Draft {
        private ProxyNode.Role role;
        private WorkloadRef self;
        private String hostname;
        private int workers;
        private String defaultBind;
        private Limits limits;
        private LocalReplyStyle localReplies;
        private String serverHeader;
        private Duration drainTimeout;
        private boolean nio;
        private TlsSettings tls;
        private DnsConfig dns;
        private int trustedProxies;
        private ConnectPorts connectPorts;
        private PathNormalization pathNormalization;

        Draft(EngineConfig from) {
            role = from.role;
            self = from.self;
            hostname = from.hostname;
            workers = from.workers;
            defaultBind = from.defaultBind;
            limits = from.limits;
            localReplies = from.localReplies;
            serverHeader = from.serverHeader;
            drainTimeout = from.drainTimeout;
            nio = from.nio;
            tls = from.tls;
            dns = from.dns;
            trustedProxies = from.trustedProxies;
            connectPorts = from.connectPorts;
            pathNormalization = from.pathNormalization;
        }

        EngineConfig finish() {
            return new EngineConfig(
                    role,
                    self,
                    hostname,
                    workers,
                    defaultBind,
                    limits,
                    localReplies,
                    serverHeader,
                    drainTimeout,
                    nio,
                    tls,
                    dns,
                    trustedProxies,
                    connectPorts,
                    pathNormalization);
        }
    }
}
