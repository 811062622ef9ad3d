package dev.lateen.api.validation;

import java.util.List;

/// How a VirtualService names its gateways: `mesh`, `name`, `namespace/name`, `./name`, or an old-style host name.
final class GatewayNames {

    private GatewayNames() {}

    static void check(Findings findings, String path, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!isValid(names.get(i))) {
                findings.bad(path + "[" + i + "]", names.get(i), "mesh, name, namespace/name or ./name");
            }
        }
    }

    private static boolean isValid(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return Hosts.isDomain(name) || Names.isLabel(name) || Names.isSubdomain(name);
        }
        String namespace = name.substring(0, slash);
        String gateway = name.substring(slash + 1);
        return (namespace.equals(".") || Names.isLabel(namespace))
                && (Names.isLabel(gateway) || Names.isSubdomain(gateway));
    }
}
