package dev.lateen.benchmarks.micro;

import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.route.CompiledRoute;
import dev.lateen.snapshot.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The decision: virtual host, path and header, among so many routes, asked for all over the table.
@State(Scope.Thread)
public class Routing {

    private static final int ASKED = 100;

    @Param({"10", "1000", "10000"})
    private int routes = 10;

    private final List<RequestHeadBuffer> heads = new ArrayList<>();
    private @Nullable RouteTable table;
    private int next;

    @Setup
    public void prepare() {
        var work = new Work(routes, 1, 2);
        table = RouteTable.of(Parts.snapshot(work).routeConfigs().getFirst());
        work.asked(ASKED).forEach(route -> heads.add(Parts.head(Parts.request(route))));
    }

    @Benchmark
    public @Nullable CompiledRoute match() {
        next = next + 1 == heads.size() ? 0 : next + 1;
        var found = table == null ? null : table.match(heads.get(next));
        if (found == null) {
            throw new IllegalStateException("no route");
        }
        return found;
    }
}
