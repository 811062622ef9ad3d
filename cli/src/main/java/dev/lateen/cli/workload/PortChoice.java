package dev.lateen.cli.workload;

import dev.lateen.cli.process.FreePorts;
import dev.lateen.cli.workload.Workload.Ports;
import dev.lateen.cli.workload.Workload.ProxyPorts;

/// Gives a workload on one machine the ports it needs beside its own.
public final class PortChoice {

    private PortChoice() {}

    public static Ports of(int service, int application, FreePorts free) {
        var proxy = new ProxyPorts(free.any(), free.any(), free.any(), free.any(), free.any());
        return new Ports(service, application, free.any(), free.any(), proxy);
    }
}
