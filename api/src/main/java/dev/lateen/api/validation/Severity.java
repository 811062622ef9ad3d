package dev.lateen.api.validation;

/// Whether a resource can be used in spite of a violation.
public enum Severity {
    /// The resource is refused.
    ERROR,
    /// The resource is used; the user should know all the same.
    WARNING
}
