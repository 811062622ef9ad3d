package dev.lateen.api.validation;

import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings;
import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings.HTTPSettings;
import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings.HTTPSettings.H2UpgradePolicy;
import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings.HTTPSettings.HTTP2KeepAlive;
import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings.TCPSettings;

/// `connectionPool`.
final class ConnectionPoolRules {

    private ConnectionPoolRules() {}

    static void check(Findings findings, String path, ConnectionPoolSettings pool) {
        if (pool.tcp() == null && pool.http() == null) {
            findings.missing(path, "tcp or http");
        }
        if (pool.tcp() != null) {
            tcp(findings, path + ".tcp", pool.tcp());
        }
        if (pool.http() != null) {
            http(findings, path + ".http", pool.http());
        }
    }

    private static void tcp(Findings findings, String path, TCPSettings tcp) {
        Numbers.notNegative(findings, path + ".maxConnections", tcp.maxConnections());
        Times.check(findings, path + ".connectTimeout", tcp.connectTimeout());
        Times.check(findings, path + ".maxConnectionDuration", tcp.maxConnectionDuration());
        Times.checkOrZero(findings, path + ".idleTimeout", tcp.idleTimeout());
        if (tcp.tcpKeepalive() != null) {
            Numbers.notNegative(
                    findings, path + ".tcpKeepalive.probes", tcp.tcpKeepalive().probes());
        }
    }

    private static void http(Findings findings, String path, HTTPSettings http) {
        Numbers.notNegative(findings, path + ".http1MaxPendingRequests", http.http1MaxPendingRequests());
        Numbers.notNegative(findings, path + ".http2MaxRequests", http.http2MaxRequests());
        Numbers.notNegative(findings, path + ".maxRequestsPerConnection", http.maxRequestsPerConnection());
        Numbers.notNegative(findings, path + ".maxRetries", http.maxRetries());
        Numbers.notNegative(findings, path + ".maxConcurrentStreams", http.maxConcurrentStreams());
        Times.check(findings, path + ".idleTimeout", http.idleTimeout());
        if (http.h2UpgradePolicy() == H2UpgradePolicy.UPGRADE && Boolean.TRUE.equals(http.useClientProtocol())) {
            findings.exclusive(path, "h2UpgradePolicy UPGRADE", "useClientProtocol");
        }
        if (http.http2KeepAlive() != null) {
            keepAlive(findings, path + ".http2KeepAlive", http.http2KeepAlive());
        }
    }

    private static void keepAlive(Findings findings, String path, HTTP2KeepAlive keepAlive) {
        if (keepAlive.interval() == null) {
            findings.missing(path + ".interval", "a duration such as 15s");
        }
        if (keepAlive.timeout() == null) {
            findings.missing(path + ".timeout", "a duration such as 5s");
        }
        Times.check(findings, path + ".interval", keepAlive.interval());
        Times.check(findings, path + ".timeout", keepAlive.timeout());
    }
}
