package dev.lateen.it;

import dev.lateen.testkit.OriginServer;

/// An application and the sidecar in front of it.
record MeshWorkload(String name, OriginServer origin, MeshProxy sidecar) implements AutoCloseable {

    @Override
    public void close() {
        sidecar.close();
        origin.close();
    }
}
