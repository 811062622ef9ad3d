package dev.lateen.benchmarks.report;

import java.util.stream.DoubleStream;

/// What several rounds came to: the middle one (of two the mean), and how far they lie apart. NaN when there was none.
public record Spread(double median, double least, double most) {

    public static Spread of(DoubleStream values) {
        var sorted = values.sorted().toArray();
        int count = sorted.length;
        return count == 0
                ? new Spread(Double.NaN, Double.NaN, Double.NaN)
                : new Spread((sorted[(count - 1) / 2] + sorted[count / 2]) / 2, sorted[0], sorted[count - 1]);
    }
}
