package dev.lateen.pilot;

import java.net.BindException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Says in one line why Quarkus itself did not start, and ends the process.
final class StartFailure {

    private static final Logger LOGGER = Logger.getLogger(StartFailure.class);

    private StartFailure() {}

    static void report(int code, @Nullable Throwable failure) {
        if (failure != null) {
            LOGGER.error(explain(failure));
        }
        System.exit(code);
    }

    private static String explain(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof BindException) {
            String port = ConfigProvider.getConfig()
                    .getOptionalValue("quarkus.management.port", String.class)
                    .orElse("9000");
            return "quarkus.management.port: %s is in use by another process (expected: a free port, or 0 for any)"
                    .formatted(port);
        }
        return "pilot cannot start: " + root;
    }
}
