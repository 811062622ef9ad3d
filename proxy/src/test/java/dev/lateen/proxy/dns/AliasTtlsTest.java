package dev.lateen.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AliasTtlsTest {

    private final EventLoop loop = new DefaultEventLoop();
    private final AliasTtls aliases = new AliasTtls();

    @AfterEach
    void stop() {
        loop.shutdownGracefully();
    }

    @Test
    void theSmallestOnTheWayCounts() {
        aliases.cache("a.example.", "b.example.", 30, loop);
        aliases.cache("B.example.", "c.example.", 5, loop);

        assertThat(aliases.smallest("A.example", 60)).isEqualTo(5);
        assertThat(aliases.smallest("a.example", 60)).as("forgotten").isEqualTo(60);
    }

    @Test
    void aNameWithoutAliasHasItsOwn() {
        aliases.cache("a.example.", "b.example.", 30, loop);

        assertThat(aliases.smallest("c.example", 60)).isEqualTo(60);
        assertThat(aliases.get("a.example.")).isNull();
    }

    @Test
    void aCircleEnds() {
        aliases.cache("a.example.", "b.example.", 30, loop);
        aliases.cache("b.example.", "a.example.", 20, loop);

        assertThat(aliases.smallest("a.example", 60)).isEqualTo(20);
    }
}
