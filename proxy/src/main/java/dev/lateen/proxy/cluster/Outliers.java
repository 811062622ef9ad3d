package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.OutlierDetection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Outlier detection of one cluster, whatever snapshots come: ejects endpoints and lets them come back. Any thread; its
/// lock is taken for an ejection and once in an interval while somebody is ejected, never for a request that goes well.
final class Outliers {

    private static final long MAX_EJECTION_MILLIS = 300_000;

    private final Schedule schedule;
    private final long origin;
    private volatile Watch watch = new Watch(null, List.of());
    private volatile int changes;
    private volatile long ejections;
    private volatile long overflows;
    private boolean ticking;

    /// @param settings null while the cluster has no outlier detection
    private record Watch(@Nullable OutlierDetection settings, List<EndpointHealth> endpoints) {

        int ejected() {
            int count = 0;
            for (var endpoint : endpoints) {
                count += endpoint.isEjected() ? 1 : 0;
            }
            return count;
        }

        /// As Envoy counts: with 10 % of fewer than ten endpoints none may go.
        boolean mayEjectOneMore() {
            return settings != null
                    && 100L * (ejected() + 1) <= (long) settings.maxEjectionPercent() * endpoints.size();
        }
    }

    Outliers(Schedule schedule) {
        this.schedule = schedule;
        this.origin = schedule.nanos();
    }

    /// From now on these are the endpoints of the cluster; without settings all of them are back.
    synchronized void watch(@Nullable OutlierDetection settings, List<EndpointHealth> endpoints) {
        watch = new Watch(settings, List.copyOf(endpoints));
        if (settings == null) {
            endpoints.forEach(this::restore);
        }
        tickLater();
    }

    /// Grows whenever an endpoint goes or comes back.
    int changes() {
        return changes;
    }

    /// Ejections since the start.
    long ejections() {
        return ejections;
    }

    /// How often an endpoint stayed because too many were out already.
    long overflows() {
        return overflows;
    }

    /// An endpoint has completed a row of errors.
    void eject(EndpointHealth endpoint) {
        if (endpoint.isEjected()) {
            return;
        }
        if (!watch.mayEjectOneMore()) {
            overflow();
            return;
        }
        ejectNow(endpoint);
    }

    private synchronized void ejectNow(EndpointHealth endpoint) {
        var now = watch;
        var settings = now.settings();
        if (settings == null || endpoint.isEjected() || !now.endpoints().contains(endpoint)) {
            return;
        }
        if (!now.mayEjectOneMore()) {
            overflow();
            return;
        }
        if (settings.baseEjectionMillis() * endpoint.ejections < longest(settings) + settings.baseEjectionMillis()) {
            endpoint.ejections++;
        }
        endpoint.ejectedNanos = schedule.nanos();
        endpoint.setEjected(true);
        ejections = ejections + 1;
        changes = changes + 1;
        tickLater();
    }

    private synchronized void overflow() {
        overflows = overflows + 1;
    }

    private static long longest(OutlierDetection settings) {
        return Math.max(settings.baseEjectionMillis(), MAX_EJECTION_MILLIS);
    }

    private void tickLater() {
        var settings = watch.settings();
        if (ticking || settings == null) {
            return;
        }
        boolean needed = watch.endpoints().stream().anyMatch(endpoint -> endpoint.ejections > 0);
        if (needed) {
            ticking = true;
            long interval = TimeUnit.MILLISECONDS.toNanos(Math.max(1, settings.intervalMillis()));
            schedule.after(interval - (schedule.nanos() - origin) % interval, this::tick);
        }
    }

    private synchronized void tick() {
        ticking = false;
        var settings = watch.settings();
        if (settings == null) {
            return;
        }
        long now = schedule.nanos();
        for (var endpoint : watch.endpoints()) {
            if (!endpoint.isEjected()) {
                endpoint.ejections = Math.max(0, endpoint.ejections - 1);
                continue;
            }
            long millis = Math.min(settings.baseEjectionMillis() * endpoint.ejections, longest(settings));
            if (now - endpoint.ejectedNanos >= TimeUnit.MILLISECONDS.toNanos(millis)) {
                endpoint.forgetErrors();
                endpoint.setEjected(false);
                changes = changes + 1;
            }
        }
        tickLater();
    }

    private synchronized void restore(EndpointHealth endpoint) {
        endpoint.ejections = 0;
        endpoint.forgetErrors();
        if (endpoint.isEjected()) {
            endpoint.setEjected(false);
            changes = changes + 1;
        }
    }
}
