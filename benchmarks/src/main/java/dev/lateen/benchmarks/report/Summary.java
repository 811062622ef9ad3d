package dev.lateen.benchmarks.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// A peer's rounds of one scenario together.
public record Summary(String peer, List<Measurement> rounds) {

    public Summary {
        rounds = List.copyOf(rounds);
    }

    public Spread spread(ToDoubleFunction<Measurement> of) {
        return Spread.of(rounds.stream().mapToDouble(of));
    }

    public double median(ToDoubleFunction<Measurement> of) {
        return spread(of).median();
    }

    public long errors() {
        return rounds.stream().mapToLong(Measurement::errors).sum();
    }

    /// This peer's value as a multiple of the other's: the median of the rounds, each against the other's same round,
    /// so that what disturbed the machine for a while disturbed both. NaN when the other one has no such value.
    public double ratio(Summary other, ToDoubleFunction<Measurement> of) {
        int count = Math.min(rounds.size(), other.rounds.size());
        return Spread.of(IntStream.range(0, count).mapToDouble(i -> ratio(of, rounds.get(i), other.rounds.get(i))))
                .median();
    }

    private static double ratio(ToDoubleFunction<Measurement> of, Measurement round, Measurement other) {
        double against = of.applyAsDouble(other);
        return against == 0 ? Double.NaN : of.applyAsDouble(round) / against;
    }
}
