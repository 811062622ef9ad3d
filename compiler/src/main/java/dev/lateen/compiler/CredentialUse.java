package dev.lateen.compiler;

import dev.lateen.api.meta.ResourceKey;

/// That a resource names a Secret whose certificate, key or authorities a proxy is to use for it.
///
/// @param user a Gateway or a DestinationRule
/// @param missing why there is nothing to use; empty when there is
public record CredentialUse(ResourceKey user, ResourceKey secret, String missing) {}
