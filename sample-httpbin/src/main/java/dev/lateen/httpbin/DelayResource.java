package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/delay/{seconds}`: the echo after a while, 10 seconds at most. The wait is a timer of the request's
/// event loop, so any number of requests wait at once.
@Path("/delay/{seconds}")
@NonBlocking
public class DelayResource extends EveryMethod {

    private static final int MOST_SECONDS = 10;

    private final Vertx vertx;

    DelayResource(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    Uni<Response> answer(Asked asked) {
        long millis = Numbers.millis("delay", asked.variable("seconds"), MOST_SECONDS);
        Map<String, @Nullable Object> echo = new Echo(asked.request()).withBody(asked.body());
        echo.remove("json"); // httpbin leaves it out here
        Response response = Replies.json(echo);
        if (millis == 0) {
            return Uni.createFrom().item(response);
        }
        return Uni.createFrom().emitter(done -> vertx.setTimer(millis, timer -> done.complete(response)));
    }
}
