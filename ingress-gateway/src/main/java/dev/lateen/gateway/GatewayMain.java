package dev.lateen.gateway;

import dev.lateen.proxy.bootstrap.EarlyProxy;
import dev.lateen.proxy.bootstrap.InvalidSettings;
import dev.lateen.proxy.bootstrap.ProxyKeys;
import dev.lateen.proxy.bootstrap.ProxySettings;
import dev.lateen.proxy.bootstrap.TerminationSignal;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;

/// The program: a proxy as ingress gateway first, then Quarkus around it, until it is told to end. SIGTERM is an
/// orderly end with exit code 0.
@QuarkusMain
public class GatewayMain {

    private GatewayMain() {}

    public static void main(String... arguments) {
        var proxy = new EarlyProxy(() -> Quarkus.asyncExit(0));
        RunningProxy.set(proxy);
        proxy.start(GatewayMain::settings);
        TerminationSignal.handle(proxy::quit); // what it takes is free now that the snapshot is on its way
        proxy.awaitSnapshot();
        // The default one, since Quarkus says why a start failed to nobody else; no application would close the proxy.
        ApplicationLifecycleManager.setDefaultExitCodeHandler((code, _) -> {
            proxy.close();
            System.exit(code);
        });
        Quarkus.run(GatewayApplication.class, arguments);
    }

    /// Quarkus' sources, without waiting for Quarkus.
    private static ProxySettings settings() throws InvalidSettings {
        var config = ConfigUtils.configBuilder()
                .withMapping(ProxyKeys.class)
                .withMapping(GatewayKeys.class)
                .build();
        return GatewaySettings.read(
                config.getConfigMapping(ProxyKeys.class),
                config.getConfigMapping(GatewayKeys.class),
                config.getOptionalValue("quarkus.application.version", String.class)
                        .orElse("dev"));
    }
}
