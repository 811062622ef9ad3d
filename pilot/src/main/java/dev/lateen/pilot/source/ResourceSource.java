package dev.lateen.pilot.source;

import java.io.IOException;
import java.util.function.Consumer;

/// Something that holds resources and tells of changes.
///
/// [#start] delivers what is there before it returns; later updates come from any thread, one at a time.
public interface ResourceSource extends AutoCloseable {

    /// Short and unique, as messages show it.
    String name();

    void start(Consumer<SourceUpdate> listener) throws IOException;

    @Override
    void close();
}
