package dev.lateen.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Eventually;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakGuardTest {

    @Test
    void aBufferThatNobodyReleasesComesToLight() {
        LeakGuard.collect();
        PooledByteBufAllocator.DEFAULT.directBuffer(64).writeInt(1); // given up without release
        List<String> leaks = new ArrayList<>();
        Eventually.await("the leak", () -> leaks.addAll(LeakGuard.collect()));
        assertThat(leaks).allSatisfy(leak -> assertThat(leak).contains("was not released"));
    }
}
