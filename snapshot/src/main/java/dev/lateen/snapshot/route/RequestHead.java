package dev.lateen.snapshot.route;

/// A request's head as ranges of bytes, for matching without strings. A range packs start (high 32 bits) and end
/// (low 32 bits, exclusive) of [#bytes()]; [#ABSENT] means not there.
///
/// An implementation may be reused for the next request: nothing may keep a reference beyond the call.
public interface RequestHead {

    long ABSENT = -1L;

    byte[] bytes();

    long method();

    /// `http` or `https`.
    long scheme();

    /// As sent, with its port if it has one.
    long authority();

    /// Normalised (dot segments and backslashes resolved), without the query.
    long path();

    /// Behind the `?`, without it; [#ABSENT] when there is none.
    long query();

    int headerCount();

    /// Name as sent: compare without regard to ASCII case.
    long headerName(int index);

    long headerValue(int index);

    static long range(int start, int end) {
        return ((long) start << 32) | end;
    }

    static int start(long range) {
        return (int) (range >>> 32);
    }

    static int end(long range) {
        return (int) range;
    }

    static int length(long range) {
        return end(range) - start(range);
    }
}
