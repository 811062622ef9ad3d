package dev.lateen.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Prints what reading and validating a large file costs; asserts nothing of it.
@Tag("long")
class ReadingSpeedTest {

    private static final int RESOURCES = 10_000;
    private static final int WARM_UP = 8;
    private static final int MEASURED = 7;

    @Test
    void tenThousandResources() {
        measure();
    }

    /// For a profiler, or a heap of a chosen size: `java -Xmx200m -cp … dev.lateen.api.yaml.ReadingSpeedTest`.
    public static void main(String[] arguments) {
        measure();
    }

    private static void measure() {
        String yaml = ManyResources.file(RESOURCES);
        long[] millis = new long[MEASURED];
        ReadResult kept = new ReadResult(List.of(), List.of(), 0);
        for (int run = -WARM_UP; run < MEASURED; run++) {
            long start = System.nanoTime();
            kept = ResourceReader.read("many.yaml", yaml, "default");
            long took = (System.nanoTime() - start) / 1_000_000;
            if (run >= 0) {
                millis[run] = took;
            }
        }
        assertThat(kept.resources()).hasSize(RESOURCES);
        assertThat(kept.violations()).isEmpty();
        Arrays.sort(millis);
        System.gc();
        long with = used();
        int documents = kept.documents();
        kept = new ReadResult(List.of(), List.of(), 0);
        System.gc();
        System.out.printf(
                "%d resources, %d kB of YAML: median %d ms (%d..%d), kept %.1f MB, heap limit %d MB%n",
                documents,
                yaml.length() / 1024,
                millis[MEASURED / 2],
                millis[0],
                millis[MEASURED - 1],
                (with - used()) / 1048576.0,
                Runtime.getRuntime().maxMemory() / 1048576);
        assertThat(kept.resources()).isEmpty();
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
