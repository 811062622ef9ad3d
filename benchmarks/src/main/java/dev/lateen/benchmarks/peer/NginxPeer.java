package dev.lateen.benchmarks.peer;

import dev.lateen.benchmarks.scenario.Scenario.Setup;
import dev.lateen.benchmarks.scenario.Scenario.Tls;
import dev.lateen.benchmarks.scenario.Work;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// nginx. It has no counters for each route and is not asked for any.
final class NginxPeer implements Peer {

    private static final String NAME = "nginx";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> missing() {
        return Executables.find(NAME).isPresent() ? Optional.empty() : Optional.of("no nginx on the PATH");
    }

    @Override
    public String version() {
        return Executables.find(NAME)
                .map(file -> Executables.firstLine(file.toString(), "-v").replace("nginx version: ", ""))
                .orElse("");
    }

    @Override
    public boolean offers(Setup setup) {
        return setup.tls() != Tls.JDK;
    }

    @Override
    public int warmUpRequests() {
        return 5_000;
    }

    @Override
    public RunningPeer start(Setup setup, Place place) throws IOException {
        int port = place.stage().ports().any();
        var file = place.write("nginx.conf", configuration(setup, place, port));
        var command = List.of(
                Executables.find(NAME).orElseThrow().toString(),
                "-p",
                place.directory().toString(),
                "-e",
                "error.log",
                "-c",
                file.toString());
        return place.run(this, port, command, setup.workers());
    }

    private static String configuration(Setup setup, Place place, int port) {
        var servers = new StringBuilder();
        for (var host : place.work().hosts()) {
            servers.append("  server {\n    listen 127.0.0.1:%d%s;\n    server_name %s;\n"
                    .formatted(port, setup.tls() == Tls.NONE ? "" : " ssl", host.name()));
            for (var route : host.routes()) {
                servers.append("    location %s { proxy_pass http://$upstream; }\n".formatted(route.prefix()));
            }
            servers.append("  }\n");
        }
        var text = """
                daemon off;
                worker_processes WORKERS;
                pid nginx.pid;
                events { worker_connections 20000; }
                http {
                  access_log ACCESS_LOG;
                  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fcgi; uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  keepalive_timeout 3600s; keepalive_requests 1000000000;
                  server_names_hash_max_size 65536; server_names_hash_bucket_size 128;
                  proxy_http_version 1.1;
                  proxy_max_temp_file_size 0; proxy_request_buffering off;
                  proxy_set_header Connection "";
                  proxy_set_header Host $host;
                  proxy_set_header x-request-id $request_id;
                  proxy_set_header x-forwarded-for $proxy_add_x_forwarded_for;
                  proxy_set_header x-forwarded-proto $scheme;
                  TLS
                  upstream a { server 127.0.0.1:PORT_A; keepalive 2000; keepalive_requests 1000000000; }
                  upstream b { server 127.0.0.1:PORT_B; keepalive 2000; keepalive_requests 1000000000; }
                  split_clients $request_id $split { PERCENT% a; * b; }
                  map $http_TIER $upstream { GOLD b; default $split; }
                SERVERS}
                """;
        return text.replace("WORKERS", Integer.toString(setup.workers()))
                .replace("ACCESS_LOG", setup.accessLog() ? "access.log combined buffer=64k flush=1s" : "off")
                .replace("TLS", tls(setup, place))
                .replace("PORT_A", Integer.toString(place.work().upstreamA()))
                .replace("PORT_B", Integer.toString(place.work().upstreamB()))
                .replace("PERCENT", Integer.toString(Work.PERCENT_A))
                .replace("TIER", Work.TIER_HEADER.replace('-', '_'))
                .replace("GOLD", Work.GOLD)
                .replace("SERVERS", servers);
    }

    private static String tls(Setup setup, Place place) {
        return setup.tls() == Tls.NONE
                ? ""
                : "ssl_certificate %s; ssl_certificate_key %s; ssl_protocols TLSv1.3; ssl_session_cache off;"
                        .formatted(
                                place.stage().certificate().chain(),
                                place.stage().certificate().key());
    }
}
