package dev.lateen.proxy.bootstrap;

import java.lang.reflect.Proxy;
import org.jboss.logging.Logger;

/// SIGTERM and SIGINT as a request to end in an orderly way with exit code 0. Without it the JVM would end with 143,
/// which launchers and Kubernetes show as a failure.
///
/// `sun.misc.Signal` is the only way to it. It is called by reflection, since the compiler's warning about it cannot
/// be silenced; the reachability metadata registers it for native executables.
public final class TerminationSignal {

    private static final Logger LOGGER = Logger.getLogger(TerminationSignal.class);

    private TerminationSignal() {}

    /// @param quit runs on the JVM's signal thread; must return at once
    public static void handle(Runnable quit) {
        for (var name : new String[] {"TERM", "INT"}) {
            try {
                register(name, quit);
            } catch (ReflectiveOperationException e) {
                LOGGER.warnf("signal cannot be handled, the exit code will not be 0 name=%s reason=%s", name, e);
            }
        }
    }

    private static void register(String name, Runnable quit) throws ReflectiveOperationException {
        var signalType = Class.forName("sun.misc.Signal");
        var handlerType = Class.forName("sun.misc.SignalHandler");
        var handler = Proxy.newProxyInstance(
                TerminationSignal.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "handle" -> quit.run();
                        case "hashCode" -> {
                            return System.identityHashCode(self);
                        }
                        case "equals" -> {
                            return self == arguments[0];
                        }
                        default -> {
                            return name;
                        }
                    }
                    return null;
                });
        var signal = signalType.getConstructor(String.class).newInstance(name);
        signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    }
}
