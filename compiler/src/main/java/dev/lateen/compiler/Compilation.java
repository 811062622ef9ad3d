package dev.lateen.compiler;

import dev.lateen.api.validation.Violation;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Secret;
import java.util.List;

/// What one proxy runs on, and what its user should know about it.
///
/// @param secrets those that the snapshot names and pilot has, by name; they travel apart from it
/// @param credentials which Secrets are used, and for what
/// @param warnings what is not as its author may think: a missing subset, a host that somebody else owns, a refused
///     server. In a fixed order, each once
public record Compilation(
        Snapshot snapshot, List<Secret> secrets, List<CredentialUse> credentials, List<Violation> warnings) {

    public Compilation {
        secrets = List.copyOf(secrets);
        credentials = List.copyOf(credentials);
        warnings = List.copyOf(warnings);
    }
}
