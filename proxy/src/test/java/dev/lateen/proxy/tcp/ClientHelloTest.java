package dev.lateen.proxy.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.ClientHellos;
import dev.lateen.testkit.Seeds;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {

    private static final byte[] HELLO = ClientHellos.asking("Shop.Example.COM");

    private static ClientHello read(byte[] bytes) {
        var in = Unpooled.wrappedBuffer(bytes);
        var hello = ClientHello.read(in);
        assertThat(in.readerIndex()).isZero();
        return hello;
    }

    @Test
    void findsTheNameInLowerCase() {
        assertThat(read(HELLO)).isEqualTo(new ClientHello(ClientHello.Kind.TLS, "shop.example.com"));
    }

    @Test
    void needsNoName() {
        assertThat(read(ClientHellos.withoutServerName())).isEqualTo(new ClientHello(ClientHello.Kind.TLS, null));
    }

    @Test
    void waitsForTheWholeHello() {
        for (int length = 0; length < HELLO.length; length++) {
            assertThat(read(Arrays.copyOf(HELLO, length)).kind())
                    .as("%d of %d bytes", length, HELLO.length)
                    .isEqualTo(ClientHello.Kind.UNFINISHED);
        }
    }

    @Test
    void ignoresWhatFollows() {
        assertThat(read(Arrays.copyOf(HELLO, HELLO.length + 100)).serverName()).isEqualTo("shop.example.com");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 50})
    void readsAHelloInSeveralRecords(int size) {
        var records = ClientHellos.inRecordsOf(size, HELLO);
        assertThat(read(records).serverName()).isEqualTo("shop.example.com");
        assertThat(read(Arrays.copyOf(records, records.length - 1)).kind()).isEqualTo(ClientHello.Kind.UNFINISHED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "\u0016HTTP", "\u0016\u0003\u0005", "\u0016\u0003\u0001\u0000\u0000"})
    void isNotFooledByOtherProtocols(String bytes) {
        assertThat(read(bytes.getBytes(StandardCharsets.ISO_8859_1)).kind()).isEqualTo(ClientHello.Kind.NOT_TLS);
    }

    @Test
    void refusesAnEndlessHello() {
        var bytes = new byte[ClientHello.MAX_BYTES + 10];
        bytes[0] = 22;
        bytes[1] = 3;
        bytes[2] = 1;
        bytes[3] = 0x40; // a record of 16384 bytes
        bytes[5] = 1;
        bytes[6] = 0x7f; // a message of 8 MB
        assertThat(read(bytes).kind()).isEqualTo(ClientHello.Kind.NOT_TLS);
    }

    @Test
    void refusesANameThatIsNone() {
        for (var name : new String[] {"a b", "a\u0000b", "a/b", "."}) {
            int at = indexOf(HELLO, "Shop.Example.COM");
            var bytes = HELLO.clone();
            var odd = name.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(odd, 0, bytes, at, odd.length);
            if (name.equals(".")) {
                Arrays.fill(bytes, at, at + 16, (byte) '/');
            }
            assertThat(read(bytes).kind()).as(name).isEqualTo(ClientHello.Kind.NOT_TLS);
        }
    }

    @Test
    void survivesAnyChange() {
        var random = Seeds.random("changed hellos");
        for (int i = 0; i < 200_000; i++) {
            var bytes = HELLO.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            var name =
                    read(Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1)).serverName();
            assertThat(name == null || name.matches("[a-z0-9_.-]{1,255}"))
                    .as(name)
                    .isTrue();
        }
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
