package dev.lateen.pilot.push;

/// What became of a proxy's call.
sealed interface CallResult<T> {

    record Taken<T>(T answer) implements CallResult<T> {}

    record Refused<T>(Refusal why) implements CallResult<T> {}

    enum Refusal {
        /// No stream has this name.
        UNKNOWN_PROXY,
        /// The token of the mesh is missing, from the call or from the proxy's stream.
        UNPROVEN,
        /// Its stream said that it wants everything at once.
        ASKS_FOR_NOTHING,
        TOO_OFTEN
    }
}
