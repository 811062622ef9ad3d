package dev.lateen.cli.mesh;

import java.util.Map;
import java.util.TreeMap;

/// Pilot's configuration keys, as `lateen up` uses them.
final class PilotSettings {

    /// On the monitoring port.
    static final String READY = "/ready";

    private PilotSettings() {}

    static Map<String, String> of(MeshPlan plan, MeshPorts ports) {
        var settings = new TreeMap<String, String>();
        settings.put("lateen.pilot.home", plan.home().directory().toString());
        settings.put("lateen.pilot.push-port", Integer.toString(ports.mesh().push()));
        settings.put("lateen.pilot.api-port", Integer.toString(ports.mesh().api()));
        settings.put(
                "lateen.pilot.monitoring-port", Integer.toString(ports.mesh().debug()));
        settings.put("quarkus.management.port", Integer.toString(ports.pilotManagement()));
        if (plan.config() != null) {
            settings.put("lateen.pilot.config-directory", plan.config().toString());
        }
        return settings;
    }
}
