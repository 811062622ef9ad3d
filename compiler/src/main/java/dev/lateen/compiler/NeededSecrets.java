package dev.lateen.compiler;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.snapshot.SecretName;
import dev.lateen.snapshot.push.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The secrets that one proxy's snapshot names, found out while it is compiled. Belongs to one thread.
final class NeededSecrets {

    private static final Comparator<CredentialUse> ORDER = Comparator.comparing(CredentialUse::toString);

    private final ProxyView view;
    private final PushChannel channel;
    private final SortedMap<String, Secret> found = new TreeMap<>();
    private final SortedSet<CredentialUse> uses = new TreeSet<>(ORDER);

    NeededSecrets(ProxyView view, PushChannel channel) {
        this.view = view;
        this.channel = channel;
    }

    /// Who asks for a secret.
    ///
    /// @param withoutIt what follows when secrets may not travel to the proxy
    record Reason(Resource<?> resource, String path, String withoutIt) {}

    /// What is missing or incomplete is warned about. Returns whether secrets may travel to this proxy at all.
    boolean need(SecretName.Kubernetes name, Reason reason) {
        if (channel == PushChannel.OPEN) {
            view.warn(
                    reason.resource(),
                    reason.path(),
                    "secret \"" + name.name() + "\" is not sent to "
                            + view.node().id()
                            + ", which has not proven who it is (expected: lateen.proxy.token-file with pilot's"
                            + " proxy-token, and pilot on the same machine)" + reason.withoutIt());
            return false;
        }
        var user = reason.resource().key();
        switch (view.mesh().credentials().find(name)) {
            case Credentials.Found(var resource, var secret) -> {
                if (!view.isAside()) {
                    found.put(secret.name(), secret);
                }
                uses.add(new CredentialUse(user, resource, ""));
            }
            case Credentials.Missing(var problem) -> {
                view.warn(reason.resource(), reason.path(), problem);
                uses.add(new CredentialUse(user, new ResourceKey(Kind.SECRET, name.namespace(), name.name()), problem));
            }
        }
        return true;
    }

    /// By name.
    List<Secret> found() {
        return List.copyOf(found.values());
    }

    /// Each once, in a fixed order.
    List<CredentialUse> uses() {
        return List.copyOf(uses);
    }
}
