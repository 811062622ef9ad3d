package dev.lateen.proxy.http1;

import dev.lateen.snapshot.route.RequestHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Edits of a head without touching it: headers to leave out and headers to append. What survives is written in runs of
/// the original bytes. One per event loop, used for one head at a time.
public final class HeadSplice {

    private static final byte[] SEPARATOR = Bytes.of(": ");

    private final HeadBuffer empty;
    private HeadBuffer head;
    private boolean[] dropped = new boolean[32];
    private byte[][] names = new byte[16][];
    private byte[][] values = new byte[16][];
    private long[] ranges = new long[16];
    private boolean[] removed = new boolean[16];
    private int added;

    /// @param empty a head without headers
    public HeadSplice(HeadBuffer empty) {
        this.empty = empty;
        head = empty;
    }

    /// Begins with no header at all.
    public void begin() {
        begin(empty);
    }

    /// Begins with all headers but those that are for one connection only.
    public void begin(HeadBuffer of) {
        head = of;
        added = 0;
        int count = of.headerCount();
        if (dropped.length < count) {
            dropped = new boolean[count * 2];
        }
        for (int i = 0; i < count; i++) {
            dropped[i] = of.isHopByHop(i);
        }
    }

    public void drop(int index) {
        dropped[index] = true;
    }

    /// Drops every header with this [HeaderId].
    public void dropAll(byte id) {
        for (int i = 0; i < head.headerCount(); i++) {
            dropped[i] |= head.headerId(i) == id;
        }
    }

    /// @param lowerName in lower case
    public void remove(byte[] lowerName) {
        for (int i = 0; i < head.headerCount(); i++) {
            long name = head.headerName(i);
            if (RequestHead.length(name) == lowerName.length && !dropped[i]) {
                dropped[i] =
                        Bytes.equalsIgnoreCase(lowerName, head.bytes(), RequestHead.start(name), RequestHead.end(name));
            }
        }
        for (int i = 0; i < added; i++) {
            removed[i] |= Bytes.equalsIgnoreCase(lowerName, names[i], 0, names[i].length);
        }
    }

    public void set(byte[] lowerName, byte[] name, byte[] value) {
        remove(lowerName);
        add(name, value);
    }

    public void add(byte[] name, byte[] value) {
        add(name, value, RequestHead.range(0, value.length));
    }

    /// The bytes must stay as they are until the head is written.
    public void add(byte[] name, byte[] bytes, long range) {
        if (added == names.length) {
            names = Arrays.copyOf(names, added * 2);
            values = Arrays.copyOf(values, added * 2);
            ranges = Arrays.copyOf(ranges, added * 2);
            removed = Arrays.copyOf(removed, added * 2);
        }
        names[added] = name;
        values[added] = bytes;
        ranges[added] = range;
        removed[added++] = false;
    }

    /// The value of the first header with this name as things stand; null when there is none.
    ///
    /// @param lowerName in lower case
    public byte @Nullable [] value(byte[] lowerName) {
        for (int i = 0; i < head.headerCount(); i++) {
            long name = head.headerName(i);
            if (!dropped[i]
                    && Bytes.equalsIgnoreCase(
                            lowerName, head.bytes(), RequestHead.start(name), RequestHead.end(name))) {
                return copy(head.bytes(), head.headerValue(i));
            }
        }
        for (int i = 0; i < added; i++) {
            if (!removed[i] && Bytes.equalsIgnoreCase(lowerName, names[i], 0, names[i].length)) {
                return copy(values[i], ranges[i]);
            }
        }
        return null;
    }

    private static byte[] copy(byte[] bytes, long range) {
        return Arrays.copyOfRange(bytes, RequestHead.start(range), RequestHead.end(range));
    }

    /// Writes the surviving header lines, the appended ones and the empty line.
    public void write(HeadWriter out) {
        int count = head.headerCount();
        int run = -1;
        int runEnd = -1;
        for (int i = 0; i < count; i++) {
            if (dropped[i]) {
                continue;
            }
            int start = RequestHead.start(head.headerName(i));
            if (start != runEnd) {
                if (run >= 0) {
                    out.put(head.bytes(), run, runEnd);
                }
                run = start;
            }
            runEnd = lineEnd(i);
        }
        if (run >= 0) {
            out.put(head.bytes(), run, runEnd);
        }
        for (int i = 0; i < added; i++) {
            if (!removed[i]) {
                out.put(names[i]).put(SEPARATOR);
                out.put(values[i], RequestHead.start(ranges[i]), RequestHead.end(ranges[i]))
                        .crlf();
            }
        }
        out.crlf();
    }

    /// Behind the CRLF of a header line, white space behind the value included.
    private int lineEnd(int index) {
        int end = RequestHead.end(head.headerValue(index));
        while (head.bytes()[end] != '\n') {
            end++;
        }
        return end + 1;
    }
}
