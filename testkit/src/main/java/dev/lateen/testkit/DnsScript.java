package dev.lateen.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [DnsServer] says about one name.
///
/// @param code response code, 0 for no error
/// @param alias another name that has the addresses, null for none
/// @param truncated whether an answer over UDP says that it does not fit and has no address
/// @param held whether nothing is said until another script takes this one's place
/// @param onlyIpv4 the same for questions for IPv6 addresses alone
public record DnsScript(
        int code,
        int ttlSeconds,
        List<String> addresses,
        @Nullable String alias,
        boolean truncated,
        boolean held,
        boolean onlyIpv4) {

    public static final DnsScript NO_SUCH_NAME = failing(3);
    public static final DnsScript SERVER_FAILURE = failing(2);
    /// The name exists, without an address.
    public static final DnsScript NO_ADDRESS = failing(0);
    public static final DnsScript HOLD = new DnsScript(0, 0, List.of(), null, false, true, false);

    private static final int POINTER_TO_QUESTION = 0xc00c;
    private static final int CNAME = 5;
    private static final int CLASS_IN = 1;
    private static final int RESPONSE = 0x8180; // recursion desired and available
    private static final int TRUNCATED = 0x0200;

    public DnsScript {
        addresses = List.copyOf(addresses);
    }

    public static DnsScript addresses(int ttlSeconds, String... addresses) {
        return new DnsScript(0, ttlSeconds, List.of(addresses), null, false, false, false);
    }

    public static DnsScript failing(int code) {
        return new DnsScript(code, 0, List.of(), null, false, false, false);
    }

    public DnsScript by(String otherName) {
        return new DnsScript(code, ttlSeconds, addresses, otherName, truncated, held, onlyIpv4);
    }

    /// Over UDP the client is told to ask again over TCP.
    public DnsScript onlyOverTcp() {
        return new DnsScript(code, ttlSeconds, addresses, alias, true, held, onlyIpv4);
    }

    /// Who asks for IPv6 addresses hears nothing.
    public DnsScript silentAboutIpv6() {
        return new DnsScript(code, ttlSeconds, addresses, alias, truncated, held, true);
    }

    boolean holds(DnsQuestion question) {
        return held || (onlyIpv4 && question.type() == DnsQuestion.AAAA);
    }

    byte[] answer(DnsQuestion question, boolean udp) {
        try {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            boolean cut = udp && truncated;
            var matching = addresses.stream()
                    .map(InetAddress::ofLiteral)
                    .map(InetAddress::getAddress)
                    .filter(address -> question.type() == (address.length == 4 ? DnsQuestion.A : DnsQuestion.AAAA))
                    .toList();
            int aliases = alias == null ? 0 : 1;
            out.writeShort(question.id());
            out.writeShort(RESPONSE | code | (cut ? TRUNCATED : 0));
            out.writeShort(1);
            out.writeShort(cut ? 0 : matching.size() + aliases);
            out.writeInt(0); // neither authorities nor additional records
            out.write(question.section());
            if (!cut) {
                byte[] owner = alias == null ? null : name(alias);
                if (owner != null) {
                    record(out, null, CNAME, owner);
                }
                for (var address : matching) {
                    record(out, owner, question.type(), address);
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record(DataOutputStream out, byte @Nullable [] owner, int type, byte[] data) throws IOException {
        if (owner == null) {
            out.writeShort(POINTER_TO_QUESTION);
        } else {
            out.write(owner);
        }
        out.writeShort(type);
        out.writeShort(CLASS_IN);
        out.writeInt(ttlSeconds);
        out.writeShort(data.length);
        out.write(data);
    }

    private static byte[] name(String name) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var label : name.split("\\.", -1)) {
            bytes.write(label.length());
            bytes.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.write(0);
        return bytes.toByteArray();
    }
}
