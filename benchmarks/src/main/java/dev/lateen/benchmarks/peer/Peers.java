package dev.lateen.benchmarks.peer;

import dev.lateen.cli.process.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everybody who can be measured.
public final class Peers {

    private Peers() {}

    /// @param root of the checkout
    /// @param executables folder with a native gateway; null for none
    /// @param base another checkout whose packaged gateway is measured as well; null for none
    /// @param flags added to the JVM of this checkout's gateway
    public static List<Peer> all(Path root, @Nullable Path executables, @Nullable Path base, List<String> flags) {
        var own = new Programs(root, null, false);
        var all = new ArrayList<Peer>();
        all.add(new LateenPeer("lateen", own, own, flags));
        if (executables != null) {
            all.add(new LateenPeer("lateen-native", new Programs(root, executables, false), own, List.of()));
        }
        if (base != null) {
            all.add(new LateenPeer("lateen-base", new Programs(base, null, false), own, List.of()));
        }
        all.add(new NginxPeer());
        all.add(new HaProxyPeer(false));
        all.add(new EnvoyPeer(root));
        all.add(new DirectPeer());
        all.add(new HaProxyPeer(true));
        return all;
    }
}
