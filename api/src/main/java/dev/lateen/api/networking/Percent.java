package dev.lateen.api.networking;

/// A share in percent, `0.0..100.0`; field by field Istio's `networking.v1alpha3.Percent`.
public record Percent(double value) {}
