package dev.lateen.benchmarks.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// A peer's rounds of one scenario together.
public record Summary(String peer, List<Measurement> rounds) {

    public Summary {
        rounds = List.copyOf(rounds);
    }

    /// Of the middle round; of two the mean.
    public double median(ToDoubleFunction<Measurement> of) {
        return median(rounds.stream().mapToDouble(of).sorted().toArray());
    }

    public double least(ToDoubleFunction<Measurement> of) {
        return rounds.stream().mapToDouble(of).min().orElse(0);
    }

    public double most(ToDoubleFunction<Measurement> of) {
        return rounds.stream().mapToDouble(of).max().orElse(0);
    }

    public long errors() {
        return rounds.stream().mapToLong(Measurement::errors).sum();
    }

    /// This peer's value as a multiple of the other's: the median of the rounds, each against the other's same round,
    /// so that what disturbed the machine for a while disturbed both. NaN when the other one has no such value.
    public double ratio(Summary other, ToDoubleFunction<Measurement> of) {
        int count = Math.min(rounds.size(), other.rounds.size());
        var ratios = new double[count];
        for (int i = 0; i < count; i++) {
            double against = of.applyAsDouble(other.rounds.get(i));
            ratios[i] = against == 0 ? Double.NaN : of.applyAsDouble(rounds.get(i)) / against;
        }
        java.util.Arrays.sort(ratios);
        return median(ratios);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
