package dev.lateen.api.validation;

import dev.lateen.api.networking.Percent;
import dev.lateen.api.networking.VirtualService.HTTPMirrorPolicy;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import org.jspecify.annotations.Nullable;

/// `mirror` with its percentage, and `mirrors`.
final class MirrorRules {

    private MirrorRules() {}

    static void check(Findings findings, String path, HTTPRoute route) {
        if (route.mirror() != null) {
            Destinations.check(findings, path + ".mirror", route.mirror());
            if (!route.mirrors().isEmpty()) {
                findings.exclusive(path, "mirror", "mirrors");
            }
        }
        if (route.mirrorPercent() != null) {
            findings.warning(path + ".mirrorPercent", "deprecated (expected: mirrorPercentage)");
            if (route.mirrorPercent() < 0 || route.mirrorPercent() > 100) {
                findings.bad(path + ".mirrorPercent", route.mirrorPercent(), "0..100");
            }
        }
        percentage(findings, path + ".mirrorPercentage.value", route.mirrorPercentage());
        for (int i = 0; i < route.mirrors().size(); i++) {
            HTTPMirrorPolicy mirror = route.mirrors().get(i);
            String at = path + ".mirrors[" + i + "]";
            Destinations.check(findings, at + ".destination", mirror.destination());
            percentage(findings, at + ".percentage.value", mirror.percentage());
        }
    }

    private static void percentage(Findings findings, String path, @Nullable Percent percent) {
        if (percent != null && !(percent.value() >= 0 && percent.value() <= 100)) {
            findings.bad(path, percent.value(), "0..100");
        }
    }
}
