package dev.lateen.it;

import dev.lateen.testkit.OriginServer;

/// An application and the sidecar in front of it.
record MeshWorkload(String name, OriginServer origin, MeshProxy sidecar) implements AutoCloseable {

    /// Where the sidecar takes what is for the application.
    int inboundPort() {
        return sidecar.inboundPort();
    }

    @Override
    public void close() {
        sidecar.close();
        origin.close();
    }
}
