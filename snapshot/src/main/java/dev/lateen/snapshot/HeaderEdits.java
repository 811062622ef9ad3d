package dev.lateen.snapshot;

import java.util.List;

/// Header operations of one level; at that level removals come first, then `set`, then `add`, each in order.
/// Route-level edits are applied before destination-level ones. What comes to an empty value is neither set nor added:
/// a header that is there stays as it is.
public record HeaderEdits(List<Header> set, List<Header> add, List<String> remove) {

    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

    public HeaderEdits {
        set = List.copyOf(set);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    /// @param value a [ValueFormat] as text: a percent sign is written `%%`
    public record Header(String name, String value) {}
}
