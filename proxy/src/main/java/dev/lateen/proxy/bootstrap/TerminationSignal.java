package dev.lateen.proxy.bootstrap;

import org.jboss.logging.Logger;
import sun.misc.Signal;

/// SIGTERM and SIGINT as a request to end in an orderly way with exit code 0. Without it the JVM would end with 143,
/// which launchers and Kubernetes show as a failure.
public final class TerminationSignal {

    private static final Logger LOGGER = Logger.getLogger(TerminationSignal.class);

    private TerminationSignal() {}

    /// @param quit runs on the JVM's signal thread; must return at once
    @SuppressWarnings("sunapi")
    public static void handle(Runnable quit) {
        for (var name : new String[] {"TERM", "INT"}) {
            try {
                Signal.handle(new Signal(name), signal -> {
                    LOGGER.debugf("signal received name=%s", name);
                    quit.run();
                });
            } catch (IllegalArgumentException e) {
                LOGGER.debugf("signal cannot be handled name=%s reason=%s", name, e.getMessage());
            }
        }
    }
}
