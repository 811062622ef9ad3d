package dev.lateen.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.WorkloadRef;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExchangeOutcomeTest {

    private static final Set<String> TIMES = Set.of("startNanos", "startEpochMillis", "endNanos");

    private final Client client = Client.of(null, null);
    private final RequestHeadBuffer head = new RequestHeadBuffer(Limits.DEFAULT);

    @Test
    void beginningAgainForgetsTheExchangeBefore() throws Exception {
        // Given
        var used = new ExchangeOutcome(client, Listener.Kind.GATEWAY, head);
        for (var field : fields()) {
            change(field, used);
        }

        // When
        used.begin(client, Listener.Kind.GATEWAY, head);

        // Then
        var fresh = new ExchangeOutcome(client, Listener.Kind.GATEWAY, head);
        for (var field : fields()) {
            if (!TIMES.contains(field.getName())) {
                assertThat(field.get(used)).as(field.getName()).isEqualTo(field.get(fresh));
            }
        }
        assertThat(used.durationNanos()).isZero();
    }

    private static List<Field> fields() {
        var fields = Arrays.stream(ExchangeOutcome.class.getDeclaredFields())
                .filter(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0)
                .toList();
        fields.forEach(field -> field.setAccessible(true));
        return fields;
    }

    /// To something that no new outcome has.
    private static void change(Field field, ExchangeOutcome outcome) throws IllegalAccessException {
        var type = field.getType();
        if (type == int.class) {
            field.setInt(outcome, 77);
        } else if (type == long.class) {
            field.setLong(outcome, 77);
        } else if (type == String.class) {
            field.set(outcome, "of the exchange before");
        } else if (type == WorkloadRef.class) {
            field.set(outcome, new WorkloadRef("a", "b", "c", "d", "e", "f", "g"));
        } else if (type == Listener.Kind.class) {
            field.set(outcome, Listener.Kind.INBOUND);
        } else {
            field.set(outcome, null); // what it is for has to be given anew
        }
    }
}
