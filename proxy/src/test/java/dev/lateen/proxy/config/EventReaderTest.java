package dev.lateen.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventReaderTest {

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static EventReader reader(String text) {
        return new EventReader(bytes(text), 1000);
    }

    @Test
    void fieldsAreReadWithOrWithoutTheSpace() throws Exception {
        var reader = reader("event:delta\nid: 1\ndata: a\ndata:b\r\n\r\n: c\n\ndata\n\n");
        assertThat(reader.next()).isEqualTo(new PushEvent("delta", "1", "a\nb"));
        assertThat(reader.next()).isEqualTo(new PushEvent("message", "", ""));
        assertThat(reader.next()).isNull();
    }

    @Test
    void anEventCutShortIsDropped() throws Exception {
        assertThat(reader("event: delta\ndata: {\"a\"").next()).isNull();
        assertThat(reader("event: delta\ndata: {}\n").next()).isNull();
    }

    @Test
    void textIsUtf8() throws Exception {
        var event = reader("data: grüße €\n\n").next();
        assertThat(event).isNotNull();
        assertThat(event.data()).isEqualTo("grüße €");
    }

    @Test
    void endlessKeepAlivesDoNotCountTowardsTheLimit() throws Exception {
        assertThat(reader(": keep-alive\n\n".repeat(1000) + "data: x\n\n").next())
                .isNotNull();
        assertThat(reader(":\n".repeat(5000) + "data: x\n\n").next()).isNotNull();
    }

    @Test
    void aLineBeyondTheLimitFails() {
        assertThatThrownBy(() -> reader("data: " + "x".repeat(2000)).next())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 1000 bytes");
    }

    @Test
    void chunksOfAnySizeAreJoined() throws Exception {
        var text = "1;ext=1\r\nd\r\n5\r\nata: \r\n3\r\nx\n\n\r\n0\r\n\r\n";
        assertThat(new EventReader(new ChunkedInput(bytes(text)), 1000).next())
                .isEqualTo(new PushEvent("message", "", "x"));
    }

    @Test
    void aChunkSizeThatIsNoneFails() {
        for (var text : new String[] {"zz\r\n", "-1\r\n", "\r\n", "fffffffffffffffff\r\n"}) {
            assertThatThrownBy(() -> new ChunkedInput(bytes(text)).read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("chunk size");
        }
    }

    @Test
    void anEndInsideAChunkIsAnError() {
        assertThatThrownBy(() -> new ChunkedInput(bytes("5\r\nab")).readAllBytes())
                .isInstanceOf(IOException.class);
    }
}
