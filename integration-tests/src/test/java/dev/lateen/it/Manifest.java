package dev.lateen.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// A Kubernetes object, or a part of one, as kubectl renders it: read access by path.
record Manifest(Map<String, Object> fields) {

    static boolean hasKubectl() {
        try {
            return new ProcessBuilder("kubectl", "version", "--client")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(30, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What `kubectl kustomize` makes of a folder; its message when it refuses.
    static List<Manifest> render(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("kubectl kustomize " + folder + ": " + output);
        }
        List<Manifest> manifests = new ArrayList<>();
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
                .loadAllFromString(output)
                .forEach(object -> manifests.add(of(object)));
        return manifests;
    }

    static List<Manifest> ofKind(List<Manifest> manifests, String kind) {
        return manifests.stream()
                .filter(manifest -> kind.equals(manifest.fields.get("kind")))
                .toList();
    }

    /// `Deployment istiod`.
    String name() {
        return fields.get("kind") + " " + text("metadata", "name");
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    Manifest at(String... path) {
        return of(value(path));
    }

    List<Manifest> list(String... path) {
        return value(path) instanceof List<?> list
                ? list.stream().map(Manifest::of).toList()
                : List.of();
    }

    /// The scalar at the path as text, empty when there is none.
    String text(String... path) {
        Object value = value(path);
        return value == null ? "" : value.toString();
    }

    private @Nullable Object value(String... path) {
        Object value = fields;
        for (String step : path) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }

    @SuppressWarnings("unchecked") // keys of YAML objects that kubectl wrote are strings
    private static Manifest of(@Nullable Object value) {
        return new Manifest(value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of());
    }
}
