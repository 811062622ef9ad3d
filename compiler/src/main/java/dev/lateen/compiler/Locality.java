package dev.lateen.compiler;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a workload runs; parts that are not known are empty.
record Locality(String region, String zone, String subzone) {

    static final Locality UNKNOWN = new Locality("", "", "");

    /// Dots stand for slashes there, which a label may not have.
    private static final String LABEL = "istio-locality";

    private static final String REGION = "topology.kubernetes.io/region";
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String SUBZONE = "topology.istio.io/subzone";

    /// `region/zone/subzone`, or the beginning of that.
    static Locality of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return UNKNOWN;
        }
        var parts = text.split("/", 3);
        return new Locality(parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
    }

    /// Of a workload, else of its labels.
    static Locality of(@Nullable String text, Map<String, String> labels) {
        if (text != null && !text.isEmpty()) {
            return of(text);
        }
        var label = labels.get(LABEL);
        if (label != null) {
            return of(label.contains("/") ? label : label.replace('.', '/'));
        }
        return new Locality(
                labels.getOrDefault(REGION, ""), labels.getOrDefault(ZONE, ""), labels.getOrDefault(SUBZONE, ""));
    }

    /// As labels, which `failoverPriority` may name.
    Map<String, String> labels() {
        return Map.of(REGION, region, ZONE, zone, SUBZONE, subzone);
    }

    /// Whether it is within the locality of a rule, where `*` stands for any part and what is left out too.
    boolean isWithin(String rule) {
        var wanted = of(rule);
        return matches(wanted.region, region)
                && (wanted.zone.isEmpty() || matches(wanted.zone, zone))
                && (wanted.subzone.isEmpty() || matches(wanted.subzone, subzone));
    }

    private static boolean matches(String wanted, String given) {
        return wanted.equals("*") || wanted.equals(given);
    }

    /// How far the other one is: 0 the same, 1 in the same zone, 2 in the same region, 3 elsewhere.
    int distance(Locality other) {
        if (!region.equals(other.region)) {
            return 3;
        }
        if (!zone.equals(other.zone)) {
            return 2;
        }
        return subzone.equals(other.subzone) ? 0 : 1;
    }

    /// Null when nothing is known.
    @Nullable
    String text() {
        var known = Stream.of(region, zone, subzone)
                .takeWhile(part -> !part.isEmpty())
                .toList();
        return known.isEmpty() ? null : String.join("/", known);
    }
}
