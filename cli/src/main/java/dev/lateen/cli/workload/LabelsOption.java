package dev.lateen.cli.workload;

import dev.lateen.cli.terminal.CommandFailure;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `version=v1,team=sails` as labels.
final class LabelsOption {

    private static final Pattern VALUE = Pattern.compile("|[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern KEY =
            Pattern.compile("([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private LabelsOption() {}

    /// Keys and values as Kubernetes allows them; `app` is the service unless given.
    static Map<String, String> parse(String service, String text) {
        var labels = new TreeMap<String, String>();
        labels.put("app", service);
        if (text.isEmpty()) {
            return labels;
        }
        for (var pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0
                    || !KEY.matcher(pair.substring(0, equals)).matches()
                    || !VALUE.matcher(pair.substring(equals + 1)).matches()) {
                throw CommandFailure.usage("--labels: \"" + pair + "\" (expected: key=value,key=value)");
            }
            labels.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return labels;
    }
}
