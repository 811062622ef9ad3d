package dev.lateen.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which namespaces may use a resource: `exportTo`, resolved.
///
/// @param everywhere nothing given, or `*`
record Visibility(boolean everywhere, Set<String> namespaces) {

    static final Visibility EVERYWHERE = new Visibility(true, Set.of());

    Visibility {
        namespaces = Set.copyOf(namespaces);
    }

    /// @param exportTo `.` the own namespace, `*` all, `~` none, else a namespace
    static Visibility of(List<String> exportTo, String own) {
        if (exportTo.isEmpty() || exportTo.contains("*")) {
            return EVERYWHERE;
        }
        var namespaces = new TreeSet<String>();
        for (var entry : exportTo) {
            if (entry.equals(".")) {
                namespaces.add(own);
            } else if (!entry.equals("~")) {
                namespaces.add(entry);
            }
        }
        return new Visibility(false, namespaces);
    }

    /// Of a Service, which has an annotation with commas in place of the field.
    static Visibility ofAnnotation(@Nullable String exportTo, String own) {
        if (exportTo == null || exportTo.isBlank()) {
            return EVERYWHERE;
        }
        var entries = new ArrayList<String>();
        for (int from = 0; from <= exportTo.length(); ) {
            int comma = exportTo.indexOf(',', from);
            int to = comma < 0 ? exportTo.length() : comma;
            var entry = exportTo.substring(from, to).strip();
            if (!entry.isEmpty()) {
                entries.add(entry);
            }
            from = to + 1;
        }
        return of(entries, own);
    }

    boolean includes(String namespace) {
        return everywhere || namespaces.contains(namespace);
    }

    boolean isPrivateTo(String namespace) {
        return !everywhere && namespaces.equals(Set.of(namespace));
    }
}
