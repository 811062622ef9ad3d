package dev.lateen.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the benchmarks of this package in JVMs of their own, with the flags of the shipped programs that matter here.
public final class Micro {

    private static final int WARM_UPS = 3;
    private static final int MEASUREMENTS = 5;
    private static final TimeValue ITERATION = TimeValue.seconds(1);

    private Micro() {}

    /// Prints JMH's own report.
    ///
    /// @param pattern regular expression that class and method names contain
    /// @param results written as JMH's JSON
    public static void run(String pattern, Path results) throws IOException {
        Files.createDirectories(results.toAbsolutePath().getParent());
        var options = new OptionsBuilder()
                .include(Micro.class.getPackageName() + ".*" + pattern)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .warmupIterations(WARM_UPS)
                .warmupTime(ITERATION)
                .measurementIterations(MEASUREMENTS)
                .measurementTime(ITERATION)
                .forks(1)
                .jvmArgs(
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:+UseCompactObjectHeaders",
                        "-Dio.netty.leakDetection.level=disabled", // as Quarkus does in production
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow")
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(results.toString())
                .build();
        try {
            new Runner(options).run();
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }
}
