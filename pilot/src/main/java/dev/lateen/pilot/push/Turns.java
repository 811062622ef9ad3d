package dev.lateen.pilot.push;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Work for many proxies, one of them a turn. What else the push loop is asked for comes in between, so that nobody
/// waits for more than the turn that is under way. Confined to the push loop.
final class Turns {

    private final SequencedSet<String> due = new LinkedHashSet<>();
    private final Executor loop;
    private final Consumer<String> work;
    private final Runnable end;
    private boolean underWay;

    /// @param loop runs one task after the other
    /// @param work for a proxy
    /// @param end after the last one
    Turns(Executor loop, Consumer<String> work, Runnable end) {
        this.loop = loop;
        this.work = work;
        this.end = end;
    }

    /// Who is due already keeps its turn.
    void add(Collection<String> proxies) {
        due.addAll(proxies);
        if (!underWay) {
            underWay = true;
            loop.execute(this::next);
        }
    }

    /// The work has been done out of turn.
    void remove(String proxy) {
        due.remove(proxy);
    }

    private void next() {
        if (due.isEmpty()) {
            underWay = false;
            end.run();
        } else {
            String proxy = due.removeFirst();
            loop.execute(this::next);
            work.accept(proxy);
        }
    }
}
