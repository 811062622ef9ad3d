package dev.lateen.api.validation;

import dev.lateen.api.security.AuthorizationPolicy.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `operation` of an AuthorizationPolicy: what is asked for.
final class OperationRules {

    private static final String ONE_SEGMENT = "{*}";
    private static final String REST = "{**}";

    private OperationRules() {}

    static void check(Findings findings, String path, Operation operation) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("hosts", operation.hosts());
        fields.put("notHosts", operation.notHosts());
        fields.put("ports", operation.ports());
        fields.put("notPorts", operation.notPorts());
        fields.put("methods", operation.methods());
        fields.put("notMethods", operation.notMethods());
        fields.put("paths", operation.paths());
        fields.put("notPaths", operation.notPaths());
        if (fields.values().stream().allMatch(List::isEmpty)) {
            findings.missing(path, "at least one field with values");
        }
        fields.forEach((name, values) -> PolicyValues.check(findings, path + "." + name, values));
        PolicyValues.checkPorts(findings, path + ".ports", operation.ports());
        PolicyValues.checkPorts(findings, path + ".notPorts", operation.notPorts());
        templates(findings, path + ".paths", operation.paths());
        templates(findings, path + ".notPaths", operation.notPaths());
    }

    static boolean namesPorts(Operation operation) {
        return !operation.ports().isEmpty() || !operation.notPorts().isEmpty();
    }

    private static void templates(Findings findings, String path, List<String> paths) {
        for (int i = 0; i < paths.size(); i++) {
            if (paths.get(i).indexOf('{') >= 0 || paths.get(i).indexOf('}') >= 0) {
                template(findings, path + "[" + i + "]", paths.get(i));
            }
        }
    }

    /// `{*}` is one segment, `{**}` any number of them and comes once; beside them no `*` and no other braces.
    private static void template(Findings findings, String at, String given) {
        String[] segments = given.split("/", -1);
        boolean rest = false;
        for (String segment : segments) {
            boolean variable = segment.equals(ONE_SEGMENT) || segment.equals(REST);
            if (!variable && (segment.contains("{") || segment.contains("}") || segment.contains("*"))) {
                findings.bad(at, given, "a template whose segments are texts, {*} or {**}");
                return;
            }
            if (rest && segment.equals(REST)) {
                findings.bad(at, given, "a template with {**} once");
                return;
            }
            rest |= segment.equals(REST);
        }
    }
}
