package dev.lateen.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The one question of a message to a name server (RFC 1035 section 4).
///
/// @param name lower case, without the last dot
/// @param section the question as it came, to be repeated in the answer
record DnsQuestion(int id, String name, int type, byte[] section) {

    static final int A = 1;
    static final int AAAA = 28;

    private static final int HEADER = 12;

    static DnsQuestion read(byte[] message, int length) {
        var in = ByteBuffer.wrap(message, 0, length);
        int id = Short.toUnsignedInt(in.getShort(0));
        in.position(HEADER);
        var name = new StringBuilder();
        for (int size = in.get(); size != 0; size = in.get()) {
            var label = new byte[size];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = Short.toUnsignedInt(in.getShort());
        in.getShort(); // class
        return new DnsQuestion(
                id, name.toString().toLowerCase(Locale.ROOT), type, Arrays.copyOfRange(message, HEADER, in.position()));
    }
}
