package dev.lateen.cli.process;

/// The programs of a mesh, and what each gets when it runs on a JVM.
public enum Program {
    PILOT("pilot", 256, true),
    INGRESS_GATEWAY("ingress-gateway", 128, false),
    SIDECAR("sidecar", 64, false),
    SAMPLE_HTTPBIN("sample-httpbin", 96, true);

    private final String executable;
    private final int heapMegabytes;
    private final boolean starts;

    Program(String executable, int heapMegabytes, boolean starts) {
        this.executable = executable;
        this.heapMegabytes = heapMegabytes;
        this.starts = starts;
    }

    /// Name of the module, and of the native executable.
    public String executable() {
        return executable;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    /// Whether start-up counts more than peak speed, as it does off the request path of the mesh.
    boolean startsRatherThanRuns() {
        return starts;
    }
}
