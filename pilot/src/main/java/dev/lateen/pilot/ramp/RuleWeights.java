package dev.lateen.pilot.ramp;

import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.api.networking.VirtualService.HTTPRouteDestination;
import dev.lateen.pilot.ramp.RampRefused.Cause;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// The rule of a VirtualService whose weights are moved.
///
/// @param index in `spec.http`
/// @param target index of the destination that gets more
/// @param weights of all destinations, as they are
record RuleWeights(int index, int target, List<Integer> weights) {

    private static final int WHOLE = 100;

    /// The only rule among those that are meant that splits between the subset and others.
    static RuleWeights find(VirtualService spec, String subset, RuleChoice rule) throws RampRefused {
        List<HTTPRoute> rules = spec.http();
        List<Integer> named = IntStream.range(0, rules.size())
                .filter(i -> rule.matches(i, rules.get(i)))
                .boxed()
                .toList();
        if (named.isEmpty()) {
            throw new RampRefused(
                    Cause.INVALID,
                    "rule: %s (expected: the name or index of a rule: %s)".formatted(rule, names(rules, all(rules))));
        }
        List<Integer> splitting = named.stream()
                .filter(i -> rules.get(i).route().size() > 1 && has(rules.get(i), subset))
                .toList();
        if (splitting.isEmpty()) {
            throw new RampRefused(
                    Cause.INVALID,
                    "to: %s (expected: a subset of a rule with other destinations beside it; add it there with weight 0)"
                            .formatted(subset));
        }
        if (splitting.size() > 1) {
            throw new RampRefused(
                    Cause.INVALID,
                    "rule: missing, and %d rules send to subset %s (expected: one of %s)"
                            .formatted(splitting.size(), subset, names(rules, splitting)));
        }
        return of(rules.get(splitting.getFirst()), splitting.getFirst(), subset);
    }

    private static RuleWeights of(HTTPRoute rule, int index, String subset) throws RampRefused {
        List<Integer> targets = IntStream.range(0, rule.route().size())
                .filter(i -> isTo(rule.route().get(i), subset))
                .boxed()
                .toList();
        if (targets.size() > 1) {
            throw new RampRefused(
                    Cause.INVALID,
                    "to: %s (expected: a subset that the rule names once; spec.http[%d] has it %d times)"
                            .formatted(subset, index, targets.size()));
        }
        List<Integer> weights = rule.route().stream()
                .map(each -> Objects.requireNonNullElse(each.weight(), 0))
                .toList();
        return new RuleWeights(index, targets.getFirst(), weights);
    }

    /// The share of the target in percent; 0 when there are no weights at all.
    double share() {
        int sum = weights.stream().mapToInt(Integer::intValue).sum();
        return sum == 0 ? 0 : 100.0 * weights.get(target) / sum;
    }

    /// Whether there is anybody to take from.
    boolean hasOthers() {
        return weights.stream().mapToInt(Integer::intValue).sum() > weights.get(target);
    }

    /// Of 100, with this many for the target and the rest among the others as it was.
    ///
    /// The rest is dealt out one by one to whoever lacks most of its part (Webster's method). So nobody gets
    /// more when the rest becomes less, which would lead callers away from the target that grows.
    List<Integer> with(int percent) {
        int[] next = new int[weights.size()];
        next[target] = percent;
        for (int left = WHOLE - percent; left > 0; left--) {
            next[neediest(next)]++;
        }
        return Arrays.stream(next).boxed().toList();
    }

    private int neediest(int[] given) {
        int neediest = -1;
        for (int i = 0; i < given.length; i++) {
            boolean better =
                    i != target && weights.get(i) > 0 && (neediest < 0 || lacks(i, given) > lacks(neediest, given));
            neediest = better ? i : neediest;
        }
        return neediest;
    }

    private double lacks(int index, int[] given) {
        return weights.get(index) / (given[index] + 0.5);
    }

    private static boolean has(HTTPRoute rule, String subset) {
        return rule.route().stream().anyMatch(each -> isTo(each, subset));
    }

    private static boolean isTo(HTTPRouteDestination destination, String subset) {
        return destination.destination() != null
                && subset.equals(destination.destination().subset());
    }

    private static List<Integer> all(List<HTTPRoute> rules) {
        return IntStream.range(0, rules.size()).boxed().toList();
    }

    private static List<RuleChoice> names(List<HTTPRoute> rules, List<Integer> chosen) {
        return chosen.stream().map(i -> RuleChoice.of(i, rules.get(i))).toList();
    }
}
