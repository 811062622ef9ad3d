package dev.lateen.pilot.push;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Validator;
import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.CertificateAppraisal;
import dev.lateen.compiler.UnhonouredFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is to be said about each resource by itself, found out once for each version of it. Confined to the push loop.
final class Appraisals {

    private final Map<ResourceKey, Appraisal> known = new HashMap<>();

    /// @param lasting whatever the time is
    record Appraisal(Resource<?> resource, List<Violation> lasting, CertificateAppraisal certificate) {

        private static Appraisal of(Resource<?> resource) {
            List<Violation> lasting = new ArrayList<>(Validator.validate(resource));
            lasting.addAll(UnhonouredFields.of(resource));
            return new Appraisal(resource, lasting, CertificateAppraisal.of(resource));
        }

        List<Violation> findings(Instant now) {
            List<Violation> all = new ArrayList<>(lasting);
            all.addAll(certificate.findings(now));
            return all;
        }
    }

    Appraisal of(Resource<?> resource) {
        return known.compute(
                resource.key(),
                (_, before) -> before != null && before.resource == resource ? before : Appraisal.of(resource));
    }

    /// Forgets the others.
    void retain(Set<ResourceKey> present) {
        known.keySet().retainAll(present);
    }
}
