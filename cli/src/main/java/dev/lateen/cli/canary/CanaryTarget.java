package dev.lateen.cli.canary;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.NamespaceOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Which canary a command is about.
final class CanaryTarget {

    @Parameters(arity = "0..1", paramLabel = "VIRTUALSERVICE", description = "Its name.")
    private @Nullable String name;

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Mixin
    private final HomeOption home = new HomeOption();

    boolean isNamed() {
        return name != null;
    }

    String namespace() {
        return namespace.name();
    }

    ResourceKey key() {
        if (name == null) {
            throw CommandFailure.usage("no name (expected: that of a VirtualService)");
        }
        return new ResourceKey(Kind.VIRTUAL_SERVICE, namespace.name(), name);
    }

    PilotClient pilot() {
        return PilotClient.of(home.home());
    }
}
