package dev.lateen.proxy;

import java.time.Duration;

/// Asks for the routes of hosts that the mesh knows and this proxy has not loaded. Thread-safe; never blocks.
public interface HostDemand {

    /// Who needs a host. Hears at most once, on any thread, possibly before [#load] returns.
    interface Waiter {

        /// A snapshot is in force that has the host, or does not know it any more: it decides.
        void loaded();

        /// @param why in plain words
        void failed(String why);
    }

    /// @param host as the snapshot has it
    void load(String host, Waiter waiter);

    /// The waiter waits no longer.
    void leave(String host, Waiter waiter);

    /// How long a waiter should have patience.
    Duration patience();

    /// Of a proxy that has all it may use.
    HostDemand NONE = new HostDemand() {
        @Override
        public void load(String host, Waiter waiter) {
            waiter.failed(
                    "its configuration is from a time when hosts were loaded on demand, which is off now, and pilot"
                            + " has not sent all of them yet");
        }

        @Override
        public void leave(String host, Waiter waiter) {}

        @Override
        public Duration patience() {
            return Duration.ZERO;
        }
    };
}
