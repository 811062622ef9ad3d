package dev.lateen.api.kubernetes;

import java.util.List;

/// A Kubernetes namespace, spec only.
public record Namespace(List<String> finalizers) {
    public Namespace {
        finalizers = List.copyOf(finalizers);
    }
}
