package dev.lateen.snapshot.route;

import dev.lateen.snapshot.HostNames;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The hosts on demand of a snapshot that are not loaded, found by whatever name a request may use for them: of a
/// Service its full name, `name.namespace.svc`, `name.namespace`, and in its own namespace `name`. They are kept once;
/// what is short of a full name is completed while it is looked up. Immutable; finding one does not allocate.
public final class UnloadedHosts {

    /// Of a table whose requests never wait for routes.
    public static final UnloadedHosts NONE = new UnloadedHosts("", new Index(HostNames.NONE), Set.of(), Set.of());

    private static final String DOMAIN = ".cluster.local";

    private final Index known;
    private final Set<String> used;
    private final Set<String> outbound;
    private final Ending[] endings;

    /// What may be missing behind a name.
    private record Ending(String text, int hash) {

        static Ending of(String text) {
            return new Ending(text, hashOf(text));
        }
    }

    private UnloadedHosts(String namespace, Index known, Set<String> used, Set<String> outbound) {
        this.known = known;
        this.used = used;
        this.outbound = outbound;
        endings = new Ending[] {
            Ending.of(""), Ending.of(DOMAIN), Ending.of(".svc" + DOMAIN), Ending.of("." + namespace + ".svc" + DOMAIN)
        };
    }

    /// Those of the snapshot that comes after the one of these. As long as the mesh has the same hosts, only what is
    /// loaded is new.
    public UnloadedHosts next(Snapshot snapshot) {
        var onDemand = snapshot.onDemand();
        if (onDemand == null) {
            return NONE;
        }
        var outbound = new HashSet<String>();
        for (var listener : snapshot.listeners()) {
            if (listener.kind() == Listener.Kind.OUTBOUND) {
                outbound.addAll(listener.routeConfigs());
            }
        }
        var names = onDemand.known();
        return new UnloadedHosts(
                onDemand.namespace(),
                names.equals(known.names) ? known : new Index(names),
                Set.copyOf(onDemand.used()),
                Set.copyOf(outbound));
    }

    /// Those that matter to the requests of a route configuration: only an application's own can load a host.
    UnloadedHosts behind(RouteConfig config) {
        return outbound.contains(config.name()) ? this : NONE;
    }

    /// The host as it is to be asked for; null when the range names none of these.
    ///
    /// @param host a range as [HostIndex#hostOf] gives it
    @Nullable
    String find(byte[] buf, long host) {
        for (var ending : endings) {
            var found = known.find(buf, host, ending);
            if (found != null && !used.contains(found)) {
                return found;
            }
        }
        return null;
    }

    private static int hashOf(String text) {
        var bytes = Ascii.lowerBytes(text);
        return HostIndex.hash(bytes, 0, bytes.length, 0);
    }

    /// All names, by the hash of their bytes.
    private static final class Index {

        private final HostNames names;
        private final @Nullable String[] slots;

        Index(HostNames names) {
            this.names = names;
            int size = names.list().size();
            slots = new @Nullable String[size == 0 ? 0 : Integer.highestOneBit(size) * 4];
            for (var name : names.list()) {
                int i = slot(hashOf(name));
                while (slots[i] != null) {
                    i = (i + 1) & (slots.length - 1);
                }
                slots[i] = name;
            }
        }

        @Nullable
        String find(byte[] buf, long host, Ending ending) {
            if (slots.length == 0) {
                return null;
            }
            int from = RequestHead.start(host);
            int to = RequestHead.end(host);
            int i = slot(HostIndex.hash(buf, from, to, ending.hash));
            while (true) {
                var candidate = slots[i];
                if (candidate == null || isNamed(candidate, buf, from, to, ending.text)) {
                    return candidate;
                }
                i = (i + 1) & (slots.length - 1);
            }
        }

        private static boolean isNamed(String candidate, byte[] buf, int from, int to, String ending) {
            int length = to - from;
            if (candidate.length() != length + ending.length() || !candidate.endsWith(ending)) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (Ascii.lower(buf[from + i]) != candidate.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int slot(int hash) {
            return (hash ^ (hash >>> 16)) & (slots.length - 1);
        }
    }
}
