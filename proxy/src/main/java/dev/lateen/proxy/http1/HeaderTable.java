package dev.lateen.proxy.http1;

import dev.lateen.snapshot.route.RequestHead;
import java.util.Arrays;

/// Where the headers of a head are in its bytes, in order. Reused for the next head.
final class HeaderTable {

    private long[] names = new long[16];
    private long[] values = new long[16];
    private byte[] ids = new byte[16];
    private int size;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    void put(byte id, long name, long value) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            values = Arrays.copyOf(values, size * 2);
            ids = Arrays.copyOf(ids, size * 2);
        }
        names[size] = name;
        values[size] = value;
        ids[size++] = id;
    }

    long name(int index) {
        return names[index];
    }

    long value(int index) {
        return values[index];
    }

    byte id(int index) {
        return ids[index];
    }

    /// Index of the first header with this id, -1 when there is none.
    int indexOf(byte id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    /// Whether a `Connection` header names this one, and may.
    boolean isNamedInConnection(byte[] bytes, int index) {
        if (HeaderId.isProtected(ids[index])) {
            return false;
        }
        int start = RequestHead.start(names[index]);
        int end = RequestHead.end(names[index]);
        for (int i = 0; i < size; i++) {
            if (ids[i] == HeaderId.CONNECTION && FieldValues.namesField(bytes, values[i], start, end)) {
                return true;
            }
        }
        return false;
    }
}
