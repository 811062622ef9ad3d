package dev.lateen.snapshot;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What becomes of a request's path. The query is kept in every case.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PathRewrite.Prefix.class, name = "prefix"),
    @JsonSubTypes.Type(value = PathRewrite.Whole.class, name = "whole"),
    @JsonSubTypes.Type(value = PathRewrite.Regex.class, name = "regex")
})
public sealed interface PathRewrite {

    /// What is put into the path; never what comes from the request.
    String replacement();

    /// Literally in place of the matched prefix: `/foo` by `/` makes `/foo/bar` to `//bar`.
    record Prefix(String prefix, String replacement) implements PathRewrite {}

    record Whole(String replacement) implements PathRewrite {}

    /// In place of every match of an RE2 expression; `\1` to `\9` in the replacement are its groups, `\0` the whole
    /// match, `\\` a backslash.
    record Regex(String regex, String replacement) implements PathRewrite {}
}
