package dev.lateen.compiler;

import dev.lateen.api.networking.Percent;
import dev.lateen.api.networking.VirtualService.Destination;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.snapshot.Mirror;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `mirror` and `mirrors` of a rule, each with its share: everything unless it says less, and none for an explicit 0.
final class MirrorCompiler {

    private static final int WHOLE = 1_000_000;

    private final DestinationCompiler clusters;

    MirrorCompiler(DestinationCompiler clusters) {
        this.clusters = clusters;
    }

    List<Mirror> compile(HTTPRoute rule, String path) {
        var mirrors = new ArrayList<Mirror>();
        if (rule.mirror() != null) {
            add(mirrors, rule.mirror(), share(rule.mirrorPercentage(), rule.mirrorPercent()), path + ".mirror");
        }
        for (int i = 0; i < rule.mirrors().size(); i++) {
            var policy = rule.mirrors().get(i);
            var place = path + ".mirrors[" + i + "].destination";
            add(mirrors, policy.destination(), share(policy.percentage(), null), place);
        }
        return mirrors;
    }

    private void add(List<Mirror> mirrors, @Nullable Destination destination, int millionths, String path) {
        if (millionths > 0) {
            mirrors.add(new Mirror(clusters.cluster(destination, path).clusterName(), millionths));
        }
    }

    private static int share(@Nullable Percent percentage, @Nullable Integer percent) {
        return RoutePolicyCompiler.millionths(percentage, percent == null ? WHOLE : percent * (WHOLE / 100));
    }
}
