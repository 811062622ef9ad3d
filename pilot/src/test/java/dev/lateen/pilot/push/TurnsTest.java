package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class TurnsTest {

    /// A push loop by hand.
    private final Queue<Runnable> loop = new ArrayDeque<>();

    private final List<String> done = new ArrayList<>();
    private final Turns turns = new Turns(loop::add, done::add, () -> done.add("end"));

    @Test
    void aDemandComesAfterTheTurnThatIsUnderWay() {
        // Given
        turns.add(List.of("a", "b", "c"));
        runOne();

        // When
        loop.add(() -> done.add("demand"));
        runAll();

        // Then
        assertThat(done).containsExactly("a", "b", "demand", "c", "end");
    }

    @Test
    void whoIsDueKeepsItsTurnWhenThereIsMoreToDo() {
        turns.add(List.of("a", "b", "c"));
        runOne();
        turns.add(List.of("a", "b", "c"));
        runAll();
        assertThat(done).containsExactly("a", "b", "c", "a", "end");
    }

    @Test
    void whatIsDoneOutOfTurnIsNotDoneAgain() {
        turns.add(List.of("a", "b"));
        turns.remove("b");
        runAll();
        assertThat(done).containsExactly("a", "end");
    }

    @Test
    void afterAnEndThereIsANewBeginning() {
        turns.add(List.of());
        runAll();
        turns.add(List.of("a"));
        turns.remove("a");
        turns.add(List.of("b"));
        runAll();
        assertThat(done).containsExactly("end", "b", "end");
    }

    private void runOne() {
        loop.remove().run();
    }

    private void runAll() {
        while (!loop.isEmpty()) {
            runOne();
        }
    }
}
