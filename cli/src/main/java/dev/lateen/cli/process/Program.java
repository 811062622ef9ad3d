package dev.lateen.cli.process;

/// The programs of a mesh, and what each gets when it runs on a JVM.
public enum Program {
    PILOT("pilot", 256),
    INGRESS_GATEWAY("ingress-gateway", 128),
    SIDECAR("sidecar", 64),
    SAMPLE_HTTPBIN("sample-httpbin", 96);

    private final String executable;
    private final int heapMegabytes;

    Program(String executable, int heapMegabytes) {
        this.executable = executable;
        this.heapMegabytes = heapMegabytes;
    }

    /// Name of the module, and of the native executable.
    public String executable() {
        return executable;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }
}
