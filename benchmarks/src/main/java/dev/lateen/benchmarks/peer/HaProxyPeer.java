package dev.lateen.benchmarks.peer;

import dev.lateen.benchmarks.scenario.Scenario.Setup;
import dev.lateen.benchmarks.scenario.Scenario.Tls;
import dev.lateen.benchmarks.scenario.Work;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// HAProxy, as a proxy for HTTP or as one that only passes bytes on to one upstream. It counts for each backend, and is
/// not asked to count for each route.
final class HaProxyPeer implements Peer {

    private static final String PROGRAM = "haproxy";

    private final boolean tcp;

    HaProxyPeer(boolean tcp) {
        this.tcp = tcp;
    }

    @Override
    public String name() {
        return tcp ? "tcp" : PROGRAM;
    }

    @Override
    public Optional<String> missing() {
        return Executables.find(PROGRAM).isPresent() ? Optional.empty() : Optional.of("no haproxy on the PATH");
    }

    @Override
    public String version() {
        return Executables.find(PROGRAM)
                .map(file -> Executables.firstLine(file.toString(), "-v").replaceAll(" - http.*", ""))
                .map(version -> tcp ? version + ", mode tcp" : version)
                .orElse("");
    }

    @Override
    public boolean offers(Setup setup) {
        return tcp ? setup.tls() == Tls.NONE : setup.tls() != Tls.JDK;
    }

    @Override
    public int warmUpRequests() {
        return 5_000;
    }

    @Override
    public RunningPeer start(Setup setup, Place place) throws IOException {
        int port = place.stage().ports().any();
        var file = place.write("haproxy.cfg", tcp ? bytes(setup, place, port) : http(setup, place, port));
        var command = List.of(Executables.find(PROGRAM).orElseThrow().toString(), "-db", "-f", file.toString());
        return place.run(this, port, command, setup.workers());
    }

    private static final String COMMON = """
            global
              nbthread %d
              maxconn 12000
              no strict-limits
              ssl-default-bind-options ssl-min-ver TLSv1.3
            defaults
              timeout connect 5s
              timeout client 1h
              timeout server 1h
            """;

    private static String bytes(Setup setup, Place place, int port) {
        return COMMON.formatted(setup.workers())
                + """
                listen all
                  mode tcp
                  bind 127.0.0.1:%d
                  server a 127.0.0.1:%d
                """.formatted(port, place.work().upstreamA());
    }

    private static String http(Setup setup, Place place, int port) throws IOException {
        var work = place.work();
        var routes = new StringBuilder();
        for (var host : work.hosts()) {
            host.routes()
                    .forEach(route ->
                            routes.append(route.host()).append(route.prefix()).append(" split\n"));
        }
        var map = place.write("routes.map", routes.toString());
        return COMMON.formatted(setup.workers())
                + """
                  mode http
                  http-reuse always
                  LOG
                frontend front
                  bind 127.0.0.1:PORT TLS
                  http-request set-header x-request-id %[uuid()]
                  option forwardfor
                  http-request set-header x-forwarded-proto PROTO
                  acl known base,map_beg(MAP) -m found
                  use_backend b if known { req.hdr(TIER) GOLD }
                  use_backend %[base,map_beg(MAP)] if known
                backend split
                  balance roundrobin
                  server a 127.0.0.1:PORT_A weight PERCENT_A
                  server b 127.0.0.1:PORT_B weight PERCENT_B
                backend b
                  server b 127.0.0.1:PORT_B
                """.replace("LOG", setup.accessLog() ? "log stdout format raw local0\n  option httplog" : "")
                        .replace(
                                "TLS",
                                setup.tls() == Tls.NONE
                                        ? ""
                                        : "ssl crt "
                                                + place.stage().certificate().both())
                        .replace("PROTO", setup.tls() == Tls.NONE ? "http" : "https")
                        .replace("MAP", map.toString())
                        .replace("TIER", Work.TIER_HEADER)
                        .replace("GOLD", Work.GOLD)
                        .replace("PORT_A", Integer.toString(work.upstreamA()))
                        .replace("PORT_B", Integer.toString(work.upstreamB()))
                        .replace("PORT", Integer.toString(port))
                        .replace("PERCENT_A", Integer.toString(Work.PERCENT_A))
                        .replace("PERCENT_B", Integer.toString(100 - Work.PERCENT_A));
    }
}
