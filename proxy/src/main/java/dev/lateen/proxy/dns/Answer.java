package dev.lateen.proxy.dns;

import java.util.List;

/// What one lookup gave.
///
/// @param addresses IP address literals; empty exactly when there is a failure
/// @param ttlSeconds how long they hold; of no meaning with a failure
/// @param failure in plain words, empty for none
record Answer(List<String> addresses, long ttlSeconds, String failure) {

    Answer {
        addresses = List.copyOf(addresses);
    }

    static Answer of(List<String> addresses, long ttlSeconds) {
        return new Answer(addresses, ttlSeconds, "");
    }

    static Answer failed(String failure) {
        return new Answer(List.of(), 0, failure);
    }

    boolean isGood() {
        return failure.isEmpty();
    }
}
