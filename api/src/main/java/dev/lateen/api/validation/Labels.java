package dev.lateen.api.validation;

import java.util.Map;

/// Keys and values of labels.
final class Labels {

    private Labels() {}

    static void check(Findings findings, String path, Map<String, String> labels) {
        labels.forEach((key, value) -> {
            if (!Names.isQualified(key)) {
                findings.bad(path + "." + key, key, "a label key: [prefix/]name, the name at most 63 characters");
            }
            if (!Names.isLabelValue(value)) {
                findings.bad(path + "." + key, value, "a label value: letters, digits, '-', '_' and '.', at most 63");
            }
        });
    }
}
