package dev.lateen.proxy;

import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.route.PathNormalization;
import java.time.Duration;

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
        return new EngineConfig(
                role,
                value,
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

    public EngineConfig withHostname(String value) {
        return new EngineConfig(
                role,
                self,
                value,
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

    public EngineConfig withWorkers(int value) {
        return new EngineConfig(
                role,
                self,
                hostname,
                value,
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

    public EngineConfig withDefaultBind(String value) {
        return new EngineConfig(
                role,
                self,
                hostname,
                workers,
                value,
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

    public EngineConfig withLimits(Limits value) {
        return new EngineConfig(
                role,
                self,
                hostname,
                workers,
                defaultBind,
                value,
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

    public EngineConfig withLocalReplies(LocalReplyStyle value) {
        return new EngineConfig(
                role,
                self,
                hostname,
                workers,
                defaultBind,
                limits,
                value,
                serverHeader,
                drainTimeout,
                nio,
                tls,
                dns,
                trustedProxies,
                connectPorts,
                pathNormalization);
    }

    public EngineConfig withServerHeader(String value) {
        return new EngineConfig(
                role,
                self,
                hostname,
                workers,
                defaultBind,
                limits,
                localReplies,
                value,
                drainTimeout,
                nio,
                tls,
                dns,
                trustedProxies,
                connectPorts,
                pathNormalization);
    }

    public EngineConfig withDrainTimeout(Duration value) {
        return new EngineConfig(
                role,
                self,
                hostname,
                workers,
                defaultBind,
                limits,
                localReplies,
                serverHeader,
                value,
                nio,
                tls,
                dns,
                trustedProxies,
                connectPorts,
                pathNormalization);
    }

    public EngineConfig withNio(boolean value) {
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
                value,
                tls,
                dns,
                trustedProxies,
                connectPorts,
                pathNormalization);
    }

    public EngineConfig withTls(TlsSettings value) {
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
                value,
                dns,
                trustedProxies,
                connectPorts,
                pathNormalization);
    }

    public EngineConfig withDns(DnsConfig value) {
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
                value,
                trustedProxies,
                connectPorts,
                pathNormalization);
    }

    public EngineConfig withTrustedProxies(int value) {
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
                value,
                connectPorts,
                pathNormalization);
    }

    public EngineConfig withConnectPorts(ConnectPorts value) {
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
                value,
                pathNormalization);
    }

    public EngineConfig withPathNormalization(PathNormalization value) {
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
                value);
    }
}
