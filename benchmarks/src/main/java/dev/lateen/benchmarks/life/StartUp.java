package dev.lateen.benchmarks.life;

import dev.lateen.benchmarks.load.LoadGenerator;
import dev.lateen.benchmarks.peer.RunningPeer;
import dev.lateen.benchmarks.report.Spread;
import dev.lateen.benchmarks.scenario.Scenario;
import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.cli.process.Await;
import java.time.Duration;
import java.util.Arrays;

/// One start of a proxy, and its first seconds under full load.
///
/// @param firstAnswerMillis from the start of the process to the first answer that came through it
/// @param warmMillis of load until a quarter of a second brought nine tenths of the steady rate
/// @param steadyRate requests per second, the median of the last quarter
/// @param residentBytes after the first answer
record StartUp(double firstAnswerMillis, double warmMillis, double steadyRate, long residentBytes) {

    private static final Duration SLICE = Duration.ofMillis(250);
    private static final int SLICES = 80;
    private static final double ENOUGH = 0.9;

    /// @param peer whose process has just been started
    /// @param startNanos when
    static StartUp of(RunningPeer peer, long startNanos, Scenario scenario, Work work) {
        IdleConnection.firstAnswer(peer.port(), work).close();
        double first = (System.nanoTime() - startNanos) / 1e6;
        long resident = peer.usage().residentBytes();
        var rates = new double[SLICES];
        try (var load = LoadGenerator.start(scenario, work, peer.port(), null)) {
            for (int i = 0; i < SLICES; i++) {
                load.beginWindow();
                Await.pause(SLICE.toMillis());
                rates[i] = load.endWindow().rate();
            }
        }
        double steady = steady(rates);
        return new StartUp(first, warm(rates, steady), steady, resident);
    }

    private static double steady(double[] rates) {
        return Spread.of(Arrays.stream(rates, rates.length * 3 / 4, rates.length))
                .median();
    }

    private static double warm(double[] rates, double steady) {
        int slice = 0;
        while (slice < rates.length - 1 && rates[slice] < ENOUGH * steady) {
            slice++;
        }
        return (slice + 1) * (double) SLICE.toMillis();
    }
}
