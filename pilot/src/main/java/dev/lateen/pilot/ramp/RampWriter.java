package dev.lateen.pilot.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.yaml.ReadResult;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.compiler.RampNote;
import dev.lateen.pilot.ramp.RampRefused.Cause;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.ResourceWriter;
import dev.lateen.pilot.registry.ResourceWriter.Mode;
import dev.lateen.pilot.registry.WriteOutcome;
import dev.lateen.pilot.registry.WriteOutcome.Refusal;
import java.util.List;

/// Notes a ramp on its VirtualService, and moves its weights: one write, based on the version that was looked at.
/// Blocking.
final class RampWriter {

    private static final Mode REPLACE = new Mode(false, true, false);

    private final ResourceWriter writer;

    RampWriter(ResourceWriter writer) {
        this.writer = writer;
    }

    /// @param weights of the rule's destinations; empty leaves them as they are
    /// @throws RampRefused when somebody else was faster, or the disk does not take it
    void write(Entry entry, Ramp ramp, List<Integer> weights) throws RampRefused {
        ObjectNode document = entry.resource().document().deepCopy();
        JsonNode destinations = document.at("/spec/http/" + ramp.rule() + "/route");
        for (int i = 0; i < weights.size(); i++) {
            ((ObjectNode) destinations.path(i)).put("weight", weights.get(i));
        }
        boolean moved =
                !document.path("spec").equals(entry.resource().document().path("spec"));
        Ramp noted = ramp.writtenAs(entry.generation() + (moved ? 1 : 0));
        ObjectNode metadata = (ObjectNode) document.path("metadata");
        metadata.put("resourceVersion", Long.toString(entry.revision()));
        metadata.withObject("/annotations")
                .put(RampNote.ANNOTATION, noted.json().toString());
        commit(document, entry);
    }

    private void commit(ObjectNode document, Entry entry) throws RampRefused {
        ReadResult read =
                ResourceReader.read(null, document.toString(), entry.key().namespace());
        if (read.resources().size() != 1) {
            throw new RampRefused(Cause.INVALID, read.violations().toString());
        }
        List<Resource<?>> resources = List.copyOf(read.resources());
        switch (writer.write(resources, REPLACE)) {
            case WriteOutcome.Done _ -> {}
            case WriteOutcome.Failed(var message) -> throw new RampRefused(Cause.CONFLICT, message);
            case WriteOutcome.Refused(var key, var refusal) ->
                throw new RampRefused(
                        Cause.CONFLICT,
                        switch (refusal) {
                            case Refusal.Conflict(var message) -> message;
                            case Refusal.Forbidden(var message) -> message;
                            case Refusal.Absent _ -> key + " was deleted";
                            case Refusal.Exists _ -> key + " was made anew";
                        });
        }
    }
}
