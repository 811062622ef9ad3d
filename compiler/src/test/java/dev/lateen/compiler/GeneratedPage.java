package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page below `docs` that is made of the code: compared with what the code says now, or written anew.
record GeneratedPage(String name) {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final String UPDATE = "mvn -Pquick test -pl compiler -am -Dtest='*DocTest' "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Dlateen.update=true";

    String read() throws IOException {
        return Files.exists(path()) ? Files.readString(path()) : "";
    }

    /// Fails when the page says something else; with `-Dlateen.update=true` it is made to say it instead.
    void expect(String text) throws IOException {
        if (Boolean.getBoolean("lateen.update")) {
            Files.writeString(path(), text);
        } else if (!text.equals(read())) {
            var news = Path.of("target", name).toAbsolutePath();
            Files.writeString(news, text);
            fail("docs/%s is not what the code says (expected: %s). This writes it: %s", name, news, UPDATE);
        }
    }

    private Path path() {
        return ROOT.resolve("docs").resolve(name);
    }
}
