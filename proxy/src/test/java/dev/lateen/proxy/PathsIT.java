package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.route.PathNormalization;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A path is matched as it is sent on: no way of writing it gets around a rule.
class PathsIT {

    @ParameterizedTest(name = "{0}: {1} -> {2} {3}")
    @CsvSource({
        "BASE, /admin/x, 403, -",
        "BASE, /public/../admin/x, 403, -",
        "BASE, /public/%2e%2E/admin/x, 403, -",
        "BASE, /./admin/x, 403, -",
        "BASE, /public\\..\\admin/x, 403, -",
        "BASE, //admin/x, 200, //admin/x",
        "BASE, /%2fadmin/x, 200, /%2fadmin/x",
        "BASE, /a/../b?q=/../admin, 200, /b?q=/../admin",
        "NONE, /public/../admin/x, 200, /public/../admin/x",
        "MERGE_SLASHES, //admin/x, 403, -",
        "MERGE_SLASHES, /a//b, 200, /a/b",
        "MERGE_SLASHES, /%2fadmin/x, 200, /%2fadmin/x",
        "DECODE_AND_MERGE_SLASHES, /%2fadmin/x, 403, -",
        "DECODE_AND_MERGE_SLASHES, /public%2f..%5Cadmin/x, 403, -",
        "DECODE_AND_MERGE_SLASHES, /a%2Fb, 200, /a/b"
    })
    void noWayOfWritingAPathGetsAroundARule(PathNormalization normalization, String path, int status, String sent)
            throws Exception {
        var forbidden = new RouteAction.Refuse(403, "forbidden", "not for you");
        var routes = List.of(
                Snapshots.route(0, "/admin/", forbidden),
                Snapshots.route(1, null, Snapshots.forward(Snapshots.to("a", 1))));
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(
                        Snapshots.of(Listener.Kind.GATEWAY, routes, Snapshots.cluster("a", origin.port())),
                        config -> config.withPathNormalization(normalization))) {
            assertThat(proxy.get(path).status()).isEqualTo(status);
            if (status == 200) {
                assertThat(origin.takeRequest().target()).isEqualTo(sent);
            } else {
                assertThat(origin.requests()).isEmpty();
            }
        }
    }
}
