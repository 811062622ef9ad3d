package dev.lateen.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodSnapshotTest {

    private static final List<String> NAMES =
            IntStream.range(0, 1_000).mapToObj(i -> "s" + i + ".example.com").toList();

    @TempDir
    private Path folder;

    private Path file;
    private LastGoodSnapshot lastGood;

    @BeforeEach
    void open() {
        file = folder.resolve("snapshot.json");
        lastGood = new LastGoodSnapshot(file);
    }

    @Test
    void namesAreInAFileOfTheirOwn() throws IOException {
        var event = event("1", NAMES, "s1.example.com");
        lastGood.write(event, true);
        assertThat(read()).isEqualTo(event);
        assertThat(Files.readString(file)).contains("s1.example.com").doesNotContain("s2.example.com");
        assertThat(names(event))
                .hasContent(
                        String.join("\n", event.snapshot().onDemand().known().list()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(names(event))))
                .isEqualTo("rw-------");
    }

    @Test
    void aMeshOfThousandsTakesWhatAMeshOfAFewDoes() throws IOException {
        lastGood.write(event("1", NAMES, "s1.example.com"), true);
        var large = Files.size(file);
        lastGood.write(event("1", NAMES.subList(0, 2), "s1.example.com"), true);
        assertThat(Files.size(file)).isEqualTo(large);
    }

    @Test
    void namesAreNotWrittenAgainForOneHost() throws IOException {
        var first = event("1", NAMES);
        lastGood.write(first, true);
        var then = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(names(first), then);
        var second = event("2", NAMES, "s1.example.com");
        lastGood.write(second, true);
        assertThat(Files.getLastModifiedTime(names(first))).isEqualTo(then);
        assertThat(read()).isEqualTo(second);
    }

    @Test
    void namesOfBeforeAreForgotten() throws IOException {
        var first = event("1", NAMES);
        lastGood.write(first, true);
        var second = event("2", List.of("a"));
        lastGood.write(second, true);
        assertThat(names(first)).doesNotExist();
        var third = new SnapshotEvent(Content.EMPTY.id(), "3", Snapshot.EMPTY);
        lastGood.write(third, true);
        assertThat(read()).isEqualTo(third);
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void namesThatCameWithoutTheirSnapshotDoNoHarm() throws IOException {
        // Given
        var first = event("1", NAMES);
        lastGood.write(first, true);
        var cut = event("2", List.of("a", "b"));
        Files.writeString(names(cut), "a\nb");
        Files.writeString(folder.resolve("snapshot.json.new"), "{");

        // Then
        assertThat(read()).isEqualTo(first);

        // When
        var next = new LastGoodSnapshot(file);
        next.write(event("3", List.of("c")), true);

        // Then
        assertThat(read()).isEqualTo(event("3", List.of("c")));
        assertThat(names(first)).doesNotExist();
        assertThat(names(cut)).doesNotExist();
    }

    @Test
    void aSnapshotWithoutItsNamesIsPutAside() throws IOException {
        var event = event("1", NAMES);
        lastGood.write(event, true);
        Files.delete(names(event));
        assertPutAside();
    }

    @Test
    void aSnapshotWithOtherNamesIsPutAside() throws IOException {
        var event = event("1", NAMES);
        lastGood.write(event, true);
        Files.writeString(names(event), String.join("\n", NAMES.subList(1, NAMES.size())));
        assertPutAside();
    }

    @Test
    void aSnapshotThatHasNamesInsteadOfTheirHashIsPutAside() throws IOException {
        Files.writeString(file, SnapshotJson.write(event("1", NAMES)));
        assertPutAside();
    }

    @Test
    void namesThatAreLostAreWrittenByTheNextStart() throws IOException {
        var event = event("1", NAMES);
        lastGood.write(event, true);
        Files.delete(names(event));
        new LastGoodSnapshot(file).write(event, true);
        assertThat(read()).isEqualTo(event);
    }

    @Test
    void anEventIsThereAtTheEndAndNoneAfterIt() {
        var keeper = new SnapshotKeeper(lastGood);
        keeper.keep(event("1", NAMES), true);
        keeper.keep(event("2", NAMES), true);
        keeper.close();
        assertThat(read()).isEqualTo(event("2", NAMES));
        keeper.keep(event("3", NAMES), true);
        keeper.close();
        assertThat(read()).isEqualTo(event("2", NAMES));
    }

    private SnapshotEvent read() {
        return new LastGoodSnapshot(file).read().orElseThrow();
    }

    private void assertPutAside() {
        assertThat(new LastGoodSnapshot(file).read()).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(folder.resolve("snapshot.json.corrupt")).exists();
    }

    private Path names(SnapshotEvent event) {
        var onDemand = event.snapshot().onDemand();
        assertThat(onDemand).isNotNull();
        return folder.resolve("snapshot.json.names-" + onDemand.known().hash());
    }

    private static SnapshotEvent event(String revision, List<String> known, String... used) {
        var snapshot = new Snapshot(List.of(), List.of(), List.of(), new OnDemand("default", known, List.of(used)));
        return new SnapshotEvent(Content.of(snapshot).id(), revision, snapshot);
    }
}
