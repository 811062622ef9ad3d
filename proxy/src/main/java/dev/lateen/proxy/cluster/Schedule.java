package dev.lateen.proxy.cluster;

/// The time, and what is to happen later. Any thread.
public interface Schedule {

    long nanos();

    /// Runs the task once, unless the proxy ends before.
    void after(long delayNanos, Runnable task);
}
