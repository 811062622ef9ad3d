package dev.lateen.compiler;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.yaml.ResourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Access to the peers' test data, which lies beside the checkout or nowhere.
final class PeerCases {

    private static final Pattern SERVICE_PORT = Pattern.compile("- port: (\\d+)(\\n\\s+)name: (http)(?=\\n)");

    private PeerCases() {}

    static Path folder(String name) {
        var cases = Path.of(System.getProperty("lateen.cases", "")).resolve(name);
        assumeTrue(Files.isDirectory(cases), () -> cases + " is not there");
        return cases;
    }

    static List<Path> files(String folder) throws IOException {
        try (var files = Files.list(folder(folder))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    static Object load(Path file) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    static List<Map<String, Object>> list(@Nullable Object value) {
        var maps = new ArrayList<Map<String, Object>>();
        if (value instanceof List<?> values) {
            values.forEach(element -> maps.add(map(element)));
        }
        return maps;
    }

    @SuppressWarnings("unchecked") // YAML's maps have text for keys here.
    static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    static String text(Map<String, Object> map, String key) {
        var value = map.get(key);
        return value == null ? "" : value.toString();
    }

    static int number(Map<String, Object> map, String key, int otherwise) {
        return map.get(key) instanceof Number number ? number.intValue() : otherwise;
    }

    /// What can be read; kinds that are not known yet are not there. The peer's fixtures give several ports of a
    /// Service one name, which Kubernetes would refuse, and use annotations that are Istio's own.
    static List<Resource<?>> resources(String yaml) {
        var unique = SERVICE_PORT
                .matcher(yaml)
                .replaceAll("- port: $1$2name: $3-$1")
                .replace("internal.istio.io/", "peer.example/");
        return ResourceReader.read("case.yaml", unique, "default").resources();
    }
}
