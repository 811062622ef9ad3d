package dev.lateen.pilot.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySourceIT {

    @TempDir
    Path folder;

    private final Map<ResourceKey, Resource<?>> held = new ConcurrentHashMap<>();
    private final Map<String, List<Violation>> findings = new ConcurrentHashMap<>();
    private final List<SourceUpdate> updates = new CopyOnWriteArrayList<>();
    private DirectorySource source;

    @AfterEach
    void close() {
        if (source != null) {
            source.close();
        }
    }

    @Test
    void whatIsThereAtTheStartIsThereAtOnce() throws IOException {
        write("a.yaml", service("a", 80) + "---\n" + service("b", 80));
        Files.createDirectories(folder.resolve("deep/er"));
        write("deep/er/c.yml", service("c", 80));
        write(
                "d.json",
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"d\"},"
                        + "\"spec\":{\"ports\":[{\"name\":\"http\",\"port\":80}]}}");
        start();
        assertThat(names()).containsExactly("a", "b", "c", "d");
        assertThat(updates).hasSize(1);
    }

    @Test
    void filesComeChangeAndGo() throws IOException {
        start();
        write("a.yaml", service("a", 80));
        awaitNames("a");
        write("a.yaml", service("a", 8080));
        Eventually.await("changed", () -> port("a") == 8080);
        Files.delete(folder.resolve("a.yaml"));
        awaitNames();
    }

    @Test
    void newSubfoldersAreWatchedToo() throws IOException {
        start();
        Files.createDirectories(folder.resolve("new/er"));
        write("new/er/a.yaml", service("a", 80));
        awaitNames("a");
    }

    @Test
    void aRenameNeverTakesTheResourceAway() throws IOException {
        write("a.yaml", service("a", 80));
        start();
        Files.move(folder.resolve("a.yaml"), folder.resolve("b.yaml"));
        Eventually.await(
                "comes from b.yaml", () -> "b.yaml".equals(get("a").source().file()));
        assertThat(updates).allSatisfy(update -> assertThat(update.removals()).isEmpty());
        assertThat(findings).isEmpty();
    }

    @Test
    void savingByRenamingIsAChange() throws IOException {
        write("a.yaml", service("a", 80));
        start();
        // The way of vim: the old file becomes a backup, the new one is written in its place.
        Files.move(folder.resolve("a.yaml"), folder.resolve("a.yaml~"));
        write("a.yaml", service("a", 8080));
        Eventually.await("changed", () -> port("a") == 8080);
        // The way of many others: written beside, then moved over.
        write(".a.yaml.tmp", service("a", 9090));
        Files.move(folder.resolve(".a.yaml.tmp"), folder.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
        Eventually.await("changed again", () -> port("a") == 9090);
        assertThat(updates).allSatisfy(update -> assertThat(update.removals()).isEmpty());
    }

    @Test
    void aHalfWrittenFileKeepsItsLastGoodResources() throws IOException {
        write("a.yaml", service("a", 80) + "---\n" + service("b", 80));
        start();
        write("a.yaml", service("a", 8080) + "---\napiVersion: v1\nkind: Service\nmetadata: {name: ");
        Eventually.await("reported", () -> errors("a.yaml").size() == 1);
        assertThat(names()).containsExactly("a", "b");
        write("a.yaml", service("a", 8080));
        awaitNames("a");
        assertThat(port("a")).isEqualTo(8080);
        assertThat(findings).isEmpty();
    }

    @Test
    void anInvalidResourceKeepsItsLastGoodVersionBesideTheOthers() throws IOException {
        write("a.yaml", service("a", 80) + "---\n" + service("b", 80));
        start();
        write("a.yaml", service("a", 8080) + "---\n" + service("b", 80).replace("spec:", "spec:\n  unknownField: 1"));
        Eventually.await("the valid one changes", () -> port("a") == 8080);
        assertThat(port("b")).isEqualTo(80);
        assertThat(errors("a.yaml")).singleElement().satisfies(error -> {
            assertThat(error.file()).isEqualTo("a.yaml");
            assertThat(error.path()).isEqualTo("spec.unknownField");
        });
    }

    @Test
    void temporaryFilesOfEditorsAreNotResources() throws IOException {
        start();
        for (String name : List.of(
                ".a.yaml.swp",
                ".a.yaml",
                "a.yaml~",
                "#a.yaml#",
                ".#a.yaml",
                "a.yaml.tmp",
                "a.yaml.bak",
                "4913",
                "a.txt",
                "kustomization.yaml",
                "#a.yaml")) {
            write(name, service("wrong", 80));
        }
        Files.createDirectories(folder.resolve(".git"));
        write(".git/a.yaml", service("wrong", 80));
        write("right.yaml", service("right", 80));
        awaitNames("right");
        assertThat(updates.stream()
                        .flatMap(update -> update.upserts().stream())
                        .map(r -> r.key().name()))
                .containsOnly("right");
    }

    @Test
    void theFirstFileByNameKeepsAResourceThatTwoDeclare() throws IOException {
        write("b.yaml", service("a", 8080));
        start();
        write("a.yaml", service("a", 80));
        Eventually.await("a.yaml wins", () -> port("a") == 80);
        Eventually.await("reported", () -> findings.containsKey("b.yaml"));
        assertThat(findings.get("b.yaml")).singleElement().satisfies(warning -> {
            assertThat(warning.severity()).isEqualTo(Severity.WARNING);
            assertThat(warning.message()).contains("a.yaml");
        });
        Files.delete(folder.resolve("a.yaml"));
        Eventually.await("b.yaml's is back", () -> port("a") == 8080);
        assertThat(findings).isEmpty();
    }

    @Test
    void aMountedConfigMapIsFollowedThroughItsLinks() throws IOException {
        // Kubernetes swaps a hidden link to a hidden directory.
        Path one = Files.createDirectories(folder.resolve("..one"));
        Path two = Files.createDirectories(folder.resolve("..two"));
        Files.writeString(one.resolve("a.yaml"), service("a", 80));
        Files.writeString(two.resolve("a.yaml"), service("a", 8080));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..one"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        start();
        assertThat(port("a")).isEqualTo(80);
        Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..two"));
        Files.move(folder.resolve("..tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        Eventually.await("swapped", () -> port("a") == 8080);
    }

    @Test
    void aDirectoryThatVanishesLeavesTheResources() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.writeString(inner.resolve("a.yaml"), service("a", 80));
        start(inner);
        Files.move(inner, folder.resolve("elsewhere"));
        Eventually.await("reported", () -> !findings.isEmpty());
        assertThat(names()).containsExactly("a");
        Files.move(folder.resolve("elsewhere"), inner);
        Eventually.await("fine again", findings::isEmpty);
        assertThat(names()).containsExactly("a");
    }

    private void start() throws IOException {
        start(folder);
    }

    private void start(Path root) throws IOException {
        source = new DirectorySource(root, Duration.ofMillis(100));
        source.start(update -> {
            // Resources last: who sees them sees what was found in their files.
            updates.add(update);
            findings.putAll(update.reports());
            findings.values().removeIf(List::isEmpty);
            update.upserts().forEach(resource -> held.put(resource.key(), resource));
            update.removals().forEach(held::remove);
        });
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private static String service(String name, int port) {
        return """
                apiVersion: v1
                kind: Service
                metadata:
                  name: %s
                spec:
                  ports:
                  - name: http
                    port: %d
                """.formatted(name, port);
    }

    private List<String> names() {
        return new ArrayList<>(new TreeMap<>(Map.copyOf(byName())).keySet());
    }

    private Map<String, Resource<?>> byName() {
        Map<String, Resource<?>> byName = new TreeMap<>();
        held.forEach((key, resource) -> byName.put(key.name(), resource));
        return byName;
    }

    private void awaitNames(String... expected) {
        Eventually.await("names " + List.of(expected), () -> names().equals(List.of(expected)));
    }

    private Resource<?> get(String name) {
        Resource<?> resource = held.get(new ResourceKey(Kind.SERVICE, "default", name));
        assertThat(resource).as(name).isNotNull();
        return resource;
    }

    private int port(String name) {
        return get(name).document().at("/spec/ports/0/port").asInt();
    }

    private List<Violation> errors(String file) {
        return findings.getOrDefault(file, List.of()).stream()
                .filter(violation -> violation.severity() == Severity.ERROR)
                .toList();
    }
}
