package dev.lateen.proxy.loop;

/// What other threads owe the event loops, which they share processors with.
public final class LoopsFirst {

    private LoopsFirst() {}

    /// Lets an event loop go first that has woken up meanwhile: the kernel would have it wait until the caller's slice
    /// is used up, some 3 ms on Linux. For between the pieces of longer work; a system call if nobody waits.
    public static void giveWay() {
        Thread.yield();
    }
}
