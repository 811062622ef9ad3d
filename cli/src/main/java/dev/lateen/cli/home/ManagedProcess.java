package dev.lateen.cli.home;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lateen.cli.process.ProcessIdentity;
import java.util.Map;
import java.util.TreeMap;

/// A process of a running mesh.
///
/// @param name as its log file is called
/// @param ports what it listens on, by purpose: `http`, `admin`, `management` ...
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ManagedProcess(String name, ProcessIdentity process, Map<String, Integer> ports) {

    public ManagedProcess {
        ports = ports == null ? Map.of() : new TreeMap<>(ports);
    }
}
