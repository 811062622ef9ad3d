package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteMatch.NamedMatch;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the routes of a table under construction get from it: a number each, and the parts that many of them have in
/// common, which are there once, so that they stay in the processor's caches whichever route is asked for.
final class TableParts {

    private final Map<NamedMatch, HeaderCondition> headers = new HashMap<>();
    private final Map<List<Condition>, Condition[]> conditions = new HashMap<>();
    private final Map<BitSet, BitSet> lengths = new HashMap<>();
    private final Map<List<Integer>, SplitSchedule> schedules = new HashMap<>();
    private int routes;

    /// Of the next route, from 0 on.
    int nextNumber() {
        return routes++;
    }

    Condition on(NamedMatch header) {
        return headers.computeIfAbsent(header, HeaderCondition::new);
    }

    /// Not to be written to, like what [#lengths] returns.
    Condition[] all(List<Condition> ofRoute) {
        return conditions.computeIfAbsent(List.copyOf(ofRoute), same -> same.toArray(Condition[]::new));
    }

    /// How long the prefixes of a virtual host are.
    BitSet lengths(BitSet ofHost) {
        return lengths.computeIfAbsent(ofHost, same -> same);
    }

    /// Null unless there is more than one destination.
    @Nullable
    SplitSchedule schedule(List<RouteAction.Destination> destinations) {
        if (destinations.size() <= 1) {
            return null;
        }
        var weights = destinations.stream().map(RouteAction.Destination::weight).toList();
        return schedules.computeIfAbsent(
                weights,
                _ -> SplitSchedule.of(
                        weights.stream().mapToInt(Integer::intValue).toArray()));
    }
}
