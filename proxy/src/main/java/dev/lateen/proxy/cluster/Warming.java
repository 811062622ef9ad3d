package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.Warmup;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Endpoints that have come lately and get less than their part for a while: what the load balancer chooses is accepted
/// with the probability that their age gives. Costs nothing once all are warm.
final class Warming {

    private static final int TRIES = 16;

    private final Warmup settings;
    private final Schedule schedule;
    private final long[] born;
    private final long oldest;
    private final long youngest;
    private final long duration;

    private Warming(Warmup settings, EndpointState[] states, Schedule schedule) {
        this.settings = settings;
        this.schedule = schedule;
        this.born = Arrays.stream(states).mapToLong(EndpointState::bornNanos).toArray();
        this.oldest = Arrays.stream(born).min().orElse(0);
        this.youngest = Arrays.stream(born).max().orElse(0);
        this.duration = TimeUnit.MILLISECONDS.toNanos(Math.max(1, settings.durationMillis()));
    }

    /// Null when nobody is cold, or all are alike.
    static @Nullable Warming of(@Nullable Warmup settings, EndpointState[] states, Schedule schedule) {
        if (settings == null || states.length < 2) {
            return null;
        }
        var warming = new Warming(settings, states, schedule);
        boolean over = schedule.nanos() - warming.youngest >= warming.duration;
        return over || warming.oldest == warming.youngest ? null : warming;
    }

    int pick(LoadBalancer balancer, RandomGenerator random) {
        int index = balancer.pick(random);
        long now = schedule.nanos();
        if (now - youngest >= duration) {
            return index;
        }
        double best = part(now - oldest);
        for (int i = 0; i < TRIES && random.nextDouble() * best >= part(now - born[index]); i++) {
            index = balancer.pick(random);
        }
        return index;
    }

    /// Of its weight, after so long.
    private double part(long age) {
        double least = settings.minimumPercent() / 100;
        if (age >= duration) {
            return 1;
        }
        return Math.max(least, Math.pow(Math.max(0, age) / (double) duration, 1 / settings.aggression()));
    }
}
