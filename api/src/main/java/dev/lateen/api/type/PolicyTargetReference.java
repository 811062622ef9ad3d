package dev.lateen.api.type;

import org.jspecify.annotations.Nullable;

/// The resource that a policy is attached to, in place of a selector; field by field Istio's
/// `type.v1beta1.PolicyTargetReference`.
public record PolicyTargetReference(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String name,
        @Nullable String namespace) {}
