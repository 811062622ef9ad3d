package dev.lateen.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {

    @TempDir
    private Path folder = Path.of("");

    private final Path launcher = Path.of("").toAbsolutePath().resolveSibling("lateen");

    @BeforeEach
    void needsBash() {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here");
    }

    /// Sources the launcher, so that nothing runs, then the script.
    private String bash(String script) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("/bin/bash", "-c", "source \"$1\"; set +e; cd \"$2\"; " + script, "test");
        builder.command().add(launcher.toString());
        builder.command().add(folder.toString());
        builder.environment().remove("JAVA_HOME");
        var process = builder.redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }

    private Path jdk(String name, String version) throws IOException {
        var home = Files.createDirectories(folder.resolve(name).resolve("bin")).getParent();
        for (var tool : new String[] {"java", "javac"}) {
            var file = Files.writeString(home.resolve("bin").resolve(tool), "#!/bin/sh\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static final String ONLY_HERE = "jdk_folders() { printf '%s\\n' \"$PWD\"/*; }; PATH=/usr/bin:/bin; "
            + "java_on_path=; command() { if [[ $2 == java ]]; then [[ -n $java_on_path ]] && echo \"$java_on_path\"; "
            + "else builtin command \"$@\"; fi; }; ";

    @Test
    void javaHomeComesFirstWhenItIsNewEnough() throws Exception {
        var newer = jdk("with space", "26-ea");
        jdk("b", "25.0.1");

        assertThat(bash(ONLY_HERE + "JAVA_HOME='" + newer + "' find_jdk")).isEqualTo(newer.toString());
    }

    @Test
    void oldJavaHomeIsPassedOver() throws Exception {
        var old = jdk("a", "17.0.15");
        var good = jdk("b", "25.0.1");

        assertThat(bash(ONLY_HERE + "JAVA_HOME='" + old + "' find_jdk")).isEqualTo(good.toString());
    }

    @Test
    void javaOnThePathComesBeforeInstallFolders() throws Exception {
        var onPath = jdk("z", "27");
        jdk("b", "25");

        assertThat(bash(ONLY_HERE + "java_on_path='" + onPath + "/bin/java' find_jdk"))
                .isEqualTo(onPath.toString());
    }

    @Test
    void closestVersionOfTheInstallFoldersIsTaken() throws Exception {
        jdk("a", "27");
        var closest = jdk("b", "25.0.3");
        jdk("c", "1.8.0_402");

        assertThat(bash(ONLY_HERE + "find_jdk")).isEqualTo(closest.toString());
    }

    @Test
    void missingJdkIsOneLineWithTheRemedy() throws Exception {
        jdk("a", "21.0.2");

        assertThat(bash(ONLY_HERE + "require_jdk"))
                .startsWith("lateen: no JDK 25 or newer found")
                .contains("adoptium.net")
                .hasLineCount(1);
    }

    @Test
    void versionsCompareByNumber() throws Exception {
        assertThat(bash("for v in 3.8.6 3.10.0 4.0.0-rc-1 3.8.5 3.6.3; do at_least $v 3.8.6; echo -n \"$? \"; done"))
                .isEqualTo("0 0 0 1 1");
    }

    @Test
    void programsToBuildFollowTheCommand() throws Exception {
        var programs = "pilot ingress-gateway sidecar sample-httpbin";

        assertThat(bash("modules_for up; modules_for demo --detach; modules_for up --programs x; modules_for status; "
                        + "modules_for run --service a -- cmd --programs"))
                .isEqualTo(String.join("\n", programs, programs, programs));
    }

    @Test
    void programsAreTrainedAgainAfterAnotherBuildOrWithAnotherJdk() throws Exception {
        // Given
        var jdk = jdk("jdk", "25.0.1");
        var trained =
                "root=$PWD; JAVA_HOME=" + jdk + "; yes_or_no() { if is_trained; then echo yes; else echo no; fi; }; ";
        var make = "for m in cli pilot ingress-gateway sidecar sample-httpbin; do d=$(dirname \"$(artifact_of $m)\");"
                + " mkdir -p \"$d\" target; touch -d '1 hour ago' \"$(artifact_of $m)\"; touch \"$d/app.aot\"; done; "
                + "echo -n \"$JAVA_HOME 25\" >target/lateen.trained; ";

        // Then
        assertThat(bash(trained + "yes_or_no; " + make + "yes_or_no")).isEqualTo("no\nyes");
        assertThat(bash(trained + "touch -d '1 minute' \"$(artifact_of pilot)\"; yes_or_no"))
                .isEqualTo("no");
        assertThat(bash(trained + make + "JAVA_HOME=$PWD/other; yes_or_no")).isEqualTo("no");
    }
}
