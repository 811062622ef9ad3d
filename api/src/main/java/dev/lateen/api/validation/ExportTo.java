package dev.lateen.api.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `exportTo`: `.` is the resource's own namespace, `*` are all, `~` is none, anything else the name of one.
final class ExportTo {

    private ExportTo() {}

    static void check(Findings findings, List<String> exportTo, String namespace) {
        each(findings, exportTo, namespace, false);
    }

    /// ServiceEntry alone may export to nobody.
    static void checkWithNone(Findings findings, List<String> exportTo, String namespace) {
        each(findings, exportTo, namespace, true);
    }

    /// A resource with a workload selector stays in its namespace.
    static void checkOwnOnly(Findings findings, List<String> exportTo, String namespace) {
        for (int i = 0; i < exportTo.size(); i++) {
            String given = exportTo.get(i);
            if (!given.equals(".") && !given.equals(namespace)) {
                findings.bad(path(i), given, "only \".\" beside workloadSelector");
            }
        }
    }

    private static void each(Findings findings, List<String> exportTo, String namespace, boolean none) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < exportTo.size(); i++) {
            String given = exportTo.get(i);
            boolean word = given.equals(".") || given.equals("*") || (none && given.equals("~"));
            if (!word && !Names.isLabel(given)) {
                String words = none ? "\".\", \"*\", \"~\"" : "\".\", \"*\"";
                findings.bad(path(i), given, words + " or the name of a namespace");
            } else if (!seen.add(given.equals(".") ? namespace : given)) {
                findings.bad(path(i), given, "each namespace once; \".\" is " + namespace);
            } else if (exportTo.size() > 1 && (given.equals("*") || given.equals("~"))) {
                findings.bad(path(i), given, "alone, or not at all");
            }
        }
    }

    private static String path(int index) {
        return "spec.exportTo[" + index + "]";
    }
}
