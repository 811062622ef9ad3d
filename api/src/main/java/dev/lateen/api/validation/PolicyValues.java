package dev.lateen.api.validation;

import java.util.List;

/// Lists of values that an AuthorizationPolicy compares with.
final class PolicyValues {

    private PolicyValues() {}

    static void check(Findings findings, String path, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isEmpty()) {
                findings.bad(path + "[" + i + "]", "", "a value");
            }
        }
    }

    static void checkPorts(Findings findings, String path, List<String> ports) {
        for (int i = 0; i < ports.size(); i++) {
            if (!ports.get(i).isEmpty() && !Ports.isNumber(ports.get(i))) {
                findings.bad(path + "[" + i + "]", ports.get(i), Ports.RANGE);
            }
        }
    }
}
