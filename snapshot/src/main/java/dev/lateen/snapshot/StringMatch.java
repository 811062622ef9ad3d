package dev.lateen.snapshot;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// How a string is compared; case-sensitive unless the place says otherwise.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StringMatch.Exact.class, name = "exact"),
    @JsonSubTypes.Type(value = StringMatch.Prefix.class, name = "prefix"),
    @JsonSubTypes.Type(value = StringMatch.Regex.class, name = "regex"),
    @JsonSubTypes.Type(value = StringMatch.Present.class, name = "present")
})
public sealed interface StringMatch {

    record Exact(String value) implements StringMatch {}

    /// Plain string prefix, never by path segment.
    record Prefix(String value) implements StringMatch {}

    /// RE2 syntax, must match the whole string.
    record Regex(String value) implements StringMatch {}

    /// Anything, as long as it is there.
    record Present() implements StringMatch {}
}
