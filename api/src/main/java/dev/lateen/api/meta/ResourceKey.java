package dev.lateen.api.meta;

/// What identifies a resource. `namespace` is empty for cluster-scoped kinds.
public record ResourceKey(Kind kind, String namespace, String name) {

    /// `VirtualService default/httpbin`
    @Override
    public String toString() {
        return kind.kindName() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
