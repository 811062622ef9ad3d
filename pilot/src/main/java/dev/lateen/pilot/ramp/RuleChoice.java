package dev.lateen.pilot.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.networking.VirtualService.HTTPRoute;

/// Which rule of a VirtualService is meant.
public sealed interface RuleChoice {

    boolean matches(int index, HTTPRoute rule);

    /// The only one that can be.
    record Only() implements RuleChoice {

        @Override
        public boolean matches(int index, HTTPRoute rule) {
            return true;
        }
    }

    record Named(String name) implements RuleChoice {

        @Override
        public boolean matches(int index, HTTPRoute rule) {
            return name.equals(rule.name());
        }

        @Override
        public String toString() {
            return "\"" + name + "\"";
        }
    }

    /// @param index in `spec.http`
    record At(int index) implements RuleChoice {

        @Override
        public boolean matches(int at, HTTPRoute rule) {
            return index == at;
        }

        @Override
        public String toString() {
            return Integer.toString(index);
        }
    }

    /// A text is a name, a number an index, and nothing the only one.
    ///
    /// @throws IllegalArgumentException for anything else
    static RuleChoice of(JsonNode json) {
        if (json.isMissingNode() || json.isNull()) {
            return new Only();
        }
        if (json.isTextual()) {
            return new Named(json.textValue());
        }
        if (json.canConvertToExactIntegral() && json.canConvertToInt()) {
            return new At(json.intValue());
        }
        throw new IllegalArgumentException("rule: %s (expected: a name, or a number as an index)".formatted(json));
    }

    /// As it is chosen by.
    static RuleChoice of(int index, HTTPRoute rule) {
        return rule.name() == null || rule.name().isEmpty() ? new At(index) : new Named(rule.name());
    }
}
