package dev.lateen.snapshot.push;

import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import dev.lateen.snapshot.push.ProxyNode.Role;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A [ProxyNode] as the query of `GET /v1/config/stream`:
/// `role=sidecar&namespace=default&name=httpbin-v1&labels=app=httpbin,version=v1&inbound=8000:40001:9001`.
public final class ProxyNodes {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private ProxyNodes() {}

    /// Percent-encoded, without the leading `?`; empty parts are left out.
    public static String toQuery(ProxyNode node) {
        var parts = new ArrayList<String>();
        add(parts, "role", node.role().name().toLowerCase(Locale.ROOT));
        add(parts, "namespace", node.namespace());
        add(parts, "name", node.name());
        add(parts, "labels", joined(node.labels(), "="));
        add(
                parts,
                "inbound",
                node.inbound().stream()
                        .map(port -> port.servicePort() + ":" + port.listenPort() + ":" + port.appPort())
                        .collect(Collectors.joining(",")));
        add(parts, "outbound", node.outboundPort() == 0 ? "" : Integer.toString(node.outboundPort()));
        add(parts, "ports", joined(node.gatewayPorts(), ":"));
        return String.join("&", parts);
    }

    /// The inverse of [#toQuery], from a raw query; parameters of other names are ignored.
    ///
    /// @throws IllegalArgumentException naming the parameter, its value and what was expected
    public static ProxyNode fromQuery(String rawQuery) {
        var parameters = new HashMap<String, String>();
        for (var part : rawQuery.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decode(part.substring(0, equals)), decode(part.substring(equals + 1)));
            }
        }
        return fromQuery(parameters);
    }

    /// The same from decoded parameters.
    public static ProxyNode fromQuery(Map<String, String> parameters) {
        return new ProxyNode(
                role(parameters.getOrDefault("role", "")),
                checked("namespace", parameters, NAMESPACE, "a Kubernetes namespace"),
                checked("name", parameters, NAME, "letters, digits, `-`, `.` and `_`, at most 253"),
                labels(parameters.getOrDefault("labels", "")),
                inbound(parameters.getOrDefault("inbound", "")),
                outbound(parameters.getOrDefault("outbound", "")),
                gatewayPorts(parameters.getOrDefault("ports", "")));
    }

    private static Role role(String value) {
        return switch (value) {
            case "gateway" -> Role.GATEWAY;
            case "sidecar" -> Role.SIDECAR;
            default -> throw new IllegalArgumentException("role: \"" + value + "\" (expected: gateway or sidecar)");
        };
    }

    private static String checked(String name, Map<String, String> parameters, Pattern pattern, String expected) {
        var value = parameters.getOrDefault(name, "");
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(name + ": \"" + value + "\" (expected: " + expected + ")");
        }
        return value;
    }

    private static Map<String, String> labels(String value) {
        var labels = new HashMap<String, String>();
        for (var entry : entries(value)) {
            int equals = entry.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "labels: \"" + entry + "\" (expected: key=value,key=value) in \"" + value + "\"");
            }
            if (labels.put(entry.substring(0, equals), entry.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "labels: \"" + entry + "\" (expected: each key once) in \"" + value + "\"");
            }
        }
        return labels;
    }

    private static List<InboundPort> inbound(String value) {
        var ports = new ArrayList<InboundPort>();
        for (var entry : entries(value)) {
            var numbers = entry.split(":", -1);
            if (numbers.length != 3) {
                throw new IllegalArgumentException(
                        "inbound: \"" + entry + "\" (expected: service:listen:app, for instance 8000:40001:9001)");
            }
            ports.add(new InboundPort(
                    port("inbound", numbers[0], entry),
                    boundPort("inbound", numbers[1], entry),
                    port("inbound", numbers[2], entry)));
        }
        return ports;
    }

    private static int outbound(String value) {
        return value.isEmpty() || value.equals("0") ? 0 : port("outbound", value, value);
    }

    private static Map<Integer, Integer> gatewayPorts(String value) {
        var ports = new HashMap<Integer, Integer>();
        for (var entry : entries(value)) {
            var numbers = entry.split(":", -1);
            if (numbers.length != 2) {
                throw new IllegalArgumentException(
                        "ports: \"" + entry + "\" (expected: server:bound, for instance 80:18080)");
            }
            if (ports.put(port("ports", numbers[0], entry), boundPort("ports", numbers[1], entry)) != null) {
                throw new IllegalArgumentException("ports: \"" + entry + "\" (expected: each server port once)");
            }
        }
        return ports;
    }

    /// 0 lets the proxy take a free one.
    private static int boundPort(String parameter, String number, String entry) {
        return number.equals("0") ? 0 : port(parameter, number, entry);
    }

    private static int port(String parameter, String number, String entry) {
        int port = number.matches("[0-9]{1,5}") ? Integer.parseInt(number) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    parameter + ": \"" + number + "\" (expected: a port, 1..65535) in \"" + entry + "\"");
        }
        return port;
    }

    private static List<String> entries(String value) {
        return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }

    private static String joined(Map<? extends Comparable<?>, ?> map, String separator) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + separator + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    private static void add(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private static String decode(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
