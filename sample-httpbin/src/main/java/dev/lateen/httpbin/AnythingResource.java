package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/// `/anything` and every path below it: all that a request holds, its method too.
@Path("/anything{path:(/.*)?}")
@NonBlocking
public class AnythingResource extends EveryMethod {

    @Override
    Uni<Response> answer(Asked asked) {
        return Uni.createFrom().item(Replies.json(new Echo(asked.request()).anything(asked.body())));
    }
}
