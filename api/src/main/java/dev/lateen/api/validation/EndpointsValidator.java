package dev.lateen.api.validation;

import dev.lateen.api.kubernetes.EndpointSlice;
import dev.lateen.api.kubernetes.Endpoints;
import dev.lateen.api.kubernetes.Endpoints.EndpointAddress;
import dev.lateen.api.kubernetes.Endpoints.EndpointPort;
import java.util.List;

/// The rules of Endpoints and EndpointSlice: addresses and ports that can be used.
final class EndpointsValidator {

    private static final List<String> ADDRESS_TYPES = List.of("IPv4", "IPv6", "FQDN");
    private static final int MOST_ADDRESSES = 100;

    private final Findings findings;

    EndpointsValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(Endpoints endpoints) {
        for (int i = 0; i < endpoints.subsets().size(); i++) {
            String path = "subsets[" + i + "]";
            addresses(endpoints.subsets().get(i).addresses(), path + ".addresses");
            addresses(endpoints.subsets().get(i).notReadyAddresses(), path + ".notReadyAddresses");
            List<EndpointPort> ports = endpoints.subsets().get(i).ports();
            for (int j = 0; j < ports.size(); j++) {
                Integer number = ports.get(j).port();
                Ports.check(findings, path + ".ports[" + j + "].port", number == null ? 0 : number);
            }
        }
    }

    private void addresses(List<EndpointAddress> addresses, String path) {
        for (int i = 0; i < addresses.size(); i++) {
            String ip = Findings.orEmpty(addresses.get(i).ip());
            if (!Addresses.isIp(ip)) {
                findings.bad(path + "[" + i + "].ip", ip, "an IP address");
            }
        }
    }

    void validate(EndpointSlice slice) {
        String type = Findings.orEmpty(slice.addressType());
        if (!ADDRESS_TYPES.contains(type)) {
            findings.bad("addressType", type, "one of " + Findings.choices(ADDRESS_TYPES));
        }
        for (int i = 0; i < slice.endpoints().size(); i++) {
            String path = "endpoints[" + i + "].addresses";
            List<String> addresses = slice.endpoints().get(i).addresses();
            if (addresses.isEmpty() || addresses.size() > MOST_ADDRESSES) {
                findings.error(path, addresses.size() + " addresses (expected: 1.." + MOST_ADDRESSES + ")");
            }
            for (int j = 0; j < addresses.size(); j++) {
                if (!isOfType(addresses.get(j), type)) {
                    findings.bad(path + "[" + j + "]", addresses.get(j), "an address of type " + type);
                }
            }
        }
        for (int i = 0; i < slice.ports().size(); i++) {
            Integer number = slice.ports().get(i).port();
            if (number != null) {
                Ports.check(findings, "ports[" + i + "].port", number);
            }
        }
    }

    private static boolean isOfType(String address, String type) {
        return switch (type) {
            case "IPv4" -> Addresses.isIp(address) && address.indexOf(':') < 0;
            case "IPv6" -> Addresses.isIp(address) && address.indexOf(':') >= 0;
            case "FQDN" -> Hosts.isDomain(address);
            default -> true;
        };
    }
}
