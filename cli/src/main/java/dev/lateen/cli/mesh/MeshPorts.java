package dev.lateen.cli.mesh;

import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.process.FreePorts;
import java.util.Map;

/// The ports of pilot and the gateway: the well-known ones where they are free, so that several meshes fit on one
/// machine; only the gateway's own is never replaced.
record MeshPorts(RunningMesh.Ports mesh, int pilotManagement, Gateway gateway) {

    record Gateway(int https, int admin, int readiness, int metrics, int mergedMetrics, int management) {}

    static MeshPorts choose(int gatewayPort, FreePorts free) {
        free.preferred(gatewayPort);
        var mesh =
                new RunningMesh.Ports(gatewayPort, free.preferred(15010), free.preferred(15016), free.preferred(15014));
        int pilotManagement = free.preferred(9000);
        var gateway = new Gateway(
                free.preferred(8443),
                free.preferred(15000),
                free.preferred(15021),
                free.preferred(15090),
                free.preferred(15020),
                free.any());
        return new MeshPorts(mesh, pilotManagement, gateway);
    }

    Map<String, Integer> ofPilot() {
        return Map.of("push", mesh.push(), "api", mesh.api(), "debug", mesh.debug(), "management", pilotManagement);
    }

    Map<String, Integer> ofGateway() {
        return Map.of(
                "http", mesh.gateway(),
                "admin", gateway.admin(),
                "readiness", gateway.readiness(),
                "metrics", gateway.metrics(),
                "merged-metrics", gateway.mergedMetrics(),
                "management", gateway.management());
    }
}
