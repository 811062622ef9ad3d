package dev.lateen.snapshot;

import java.util.List;

/// Header operations of one level; at that level removals come first, then `set`, then `add`, each in order.
/// Route-level edits are applied before destination-level ones. An empty value is not added.
public record HeaderEdits(List<Header> set, List<Header> add, List<String> remove) {

    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

    public HeaderEdits {
        set = List.copyOf(set);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    public record Header(String name, String value) {}
}
