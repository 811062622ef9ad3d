package dev.lateen.api.kubernetes;

import org.jspecify.annotations.Nullable;

/// What an address belongs to, a Pod as a rule.
public record ObjectReference(
        @Nullable String kind,
        @Nullable String namespace,
        @Nullable String name) {}
