package dev.lateen.cli.terminal;

import picocli.CommandLine.Option;

/// The option of commands about resources: their namespace, or that of those that name none.
public final class NamespaceOption {

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Namespace, where a resource names none itself (default: ${DEFAULT-VALUE}).")
    private String namespace = "default";

    public String name() {
        return namespace;
    }
}
