package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// No change of configuration costs a request, whatever the order in which its parts arrive.
class ChangesUnderLoadIT {

    @Test
    void twoHundredChangesInAnyOrderFailNoRequest() {
        try (Mesh mesh = Mesh.start(2)) {
            // Given
            mesh.workload("httpbin", "v1");
            mesh.workload("httpbin", "v2");
            mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS + "---\n" + Yaml.split(50, 50));
            RandomGenerator random = Seeds.random("changes under load");
            try (Load load = Load.on(mesh.gatewayPort(), "/headers")) {
                // When: each round renames the subsets, so that the two resources need each other
                for (int round = 0; round < 100; round++) {
                    String suffix = "-" + round;
                    List<String> parts = new ArrayList<>(List.of(rule(suffix), split(suffix, random.nextInt(1, 100))));
                    if (random.nextBoolean()) {
                        Collections.reverse(parts);
                    }
                    for (String part : parts) {
                        mesh.apply(part);
                    }
                }
                // Then
                assertThat(load.failures()).isEmpty();
                assertThat(load.succeeded()).isPositive();
            }
        }
    }

    @Test
    void workloadsComeAndGoWithoutAFailedRequest() {
        try (Mesh mesh = Mesh.start(2)) {
            mesh.workload("httpbin", "v1");
            mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.virtualService("""
                    - route:
                      - destination: {host: httpbin}
                    """));
            try (Load load = Load.on(mesh.gatewayPort(), "/headers")) {
                for (int round = 0; round < 5; round++) {
                    MeshWorkload guest = mesh.workload("httpbin", "v" + (2 + round));
                    mesh.remove(guest);
                }
                assertThat(load.failures()).isEmpty();
            }
        }
    }

    private static String rule(String suffix) {
        return Yaml.SUBSETS.replace("name: v1", "name: v1" + suffix).replace("name: v2", "name: v2" + suffix);
    }

    private static String split(String suffix, int weight) {
        return Yaml.split(weight, 100 - weight)
                .replace("subset: v1", "subset: v1" + suffix)
                .replace("subset: v2", "subset: v2" + suffix);
    }
}
