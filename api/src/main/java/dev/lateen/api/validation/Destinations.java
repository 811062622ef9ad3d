package dev.lateen.api.validation;

import dev.lateen.api.networking.VirtualService.Destination;
import dev.lateen.api.networking.VirtualService.HTTPRouteDestination;
import dev.lateen.api.networking.VirtualService.RouteDestination;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Destinations and their weights. The share of each is its weight over the sum; the sum need not be 100.
final class Destinations {

    private Destinations() {}

    static void checkHttp(Findings findings, String path, List<HTTPRouteDestination> route) {
        List<@Nullable Integer> weights = new ArrayList<>();
        for (int i = 0; i < route.size(); i++) {
            HTTPRouteDestination to = route.get(i);
            String at = path + "[" + i + "]";
            check(findings, at + ".destination", to.destination());
            if (to.headers() != null) {
                HeaderEdits.check(findings, at + ".headers", to.headers());
            }
            weights.add(to.weight());
        }
        weights(findings, path, weights);
    }

    static void checkL4(Findings findings, String path, List<RouteDestination> route) {
        if (route.isEmpty()) {
            findings.missing(path, "at least one destination");
        }
        List<@Nullable Integer> weights = new ArrayList<>();
        for (int i = 0; i < route.size(); i++) {
            check(findings, path + "[" + i + "].destination", route.get(i).destination());
            weights.add(route.get(i).weight());
        }
        weights(findings, path, weights);
    }

    static void check(Findings findings, String path, @Nullable Destination destination) {
        if (destination == null) {
            findings.missing(path, "a destination with a host");
            return;
        }
        String host = destination.host();
        if (host == null || host.isEmpty()) {
            findings.missing(path + ".host", "the host of a service");
        } else if (host.equals("*")) {
            findings.bad(path + ".host", host, "the host of a service");
        } else {
            Hosts.checkWildcardDomain(findings, path + ".host", host);
        }
        if (destination.subset() != null && !destination.subset().isEmpty() && !Names.isLabel(destination.subset())) {
            findings.bad(path + ".subset", destination.subset(), Names.LABEL);
        }
        if (destination.port() != null) {
            Integer number = destination.port().number();
            Ports.check(findings, path + ".port.number", number == null ? 0 : number);
        }
    }

    private static void weights(Findings findings, String path, List<@Nullable Integer> weights) {
        long sum = 0;
        boolean negative = false;
        for (int i = 0; i < weights.size(); i++) {
            Integer given = weights.get(i);
            int weight = given == null ? 0 : given;
            if (weight < 0) {
                findings.bad(path + "[" + i + "].weight", weight, "0 or more");
                negative = true;
            }
            sum += weight;
        }
        if (weights.size() > 1 && sum == 0 && !negative) {
            findings.error(path, "total weight 0 (expected: more than 0 among several destinations)");
        }
    }
}
