package dev.lateen.proxy.bootstrap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import java.util.ArrayList;
import java.util.List;

/// What Micrometer knows of the JVM, for a proxy that has started.
///
/// Quarkus would bind it before the proxy starts, and `JvmHeapPressureMetrics` with it, which divides durations. For
/// that the JDK computes the largest powers of `BigDecimal`, a fifth of the work of a start. What those metrics tell
/// follows from the others.
public final class JvmMetrics {

    private JvmMetrics() {}

    public static void bindTo(MeterRegistry registry) {
        var binders = new ArrayList<MeterBinder>(List.of(
                new ClassLoaderMetrics(), new JvmMemoryMetrics(), new JvmThreadMetrics(), new JvmInfoMetrics()));
        if (System.getProperty("org.graalvm.nativeimage.imagecode") == null) {
            binders.add(new JvmGcMetrics()); // a native executable tells of no collections
        }
        binders.forEach(each -> each.bindTo(registry));
    }
}
