package dev.lateen.api.validation;

import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings.ConsistentHashLB;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings.ConsistentHashLB.HTTPCookie;
import dev.lateen.api.networking.DestinationRule.LocalityLoadBalancerSetting;
import dev.lateen.api.networking.DestinationRule.LocalityLoadBalancerSetting.Distribute;
import dev.lateen.api.networking.DestinationRule.LocalityLoadBalancerSetting.Failover;
import dev.lateen.api.networking.DestinationRule.WarmupConfiguration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `loadBalancer`.
final class LoadBalancerValidator {

    /// RFC 6265 section 4.1.1: both go into a header of answers.
    private static final Pattern COOKIE_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern COOKIE_VALUE = Pattern.compile("[\\x20-\\x7e&&[^;]]*");

    private static final long MAGLEV_LIMIT = 5_000_011;

    private final Findings findings;
    private final String path;

    LoadBalancerValidator(Findings findings, String path) {
        this.findings = findings;
        this.path = path;
    }

    /// @param ejects whether the same policy has outlier detection, without which nothing fails over
    void validate(LoadBalancerSettings balancer, boolean ejects) {
        if (balancer.consistentHash() != null) {
            consistentHash(balancer.consistentHash(), path + ".consistentHash");
        }
        LocalityLoadBalancerSetting locality = balancer.localityLbSetting();
        if (locality != null) {
            locality(locality, path + ".localityLbSetting");
            if (!locality.failover().isEmpty() && !ejects) {
                findings.warning(path + ".localityLbSetting.failover", "no effect without outlierDetection");
            }
            if (!locality.failoverPriority().isEmpty() && !ejects) {
                findings.warning(path + ".localityLbSetting.failoverPriority", "no effect without outlierDetection");
            }
        }
        if (balancer.zoneAwareLbSetting() != null) {
            failovers(balancer.zoneAwareLbSetting().failover(), path + ".zoneAwareLbSetting.failover");
            if (locality != null) {
                findings.exclusive(path, "localityLbSetting", "zoneAwareLbSetting");
            }
        }
        Times.check(findings, path + ".warmupDurationSecs", balancer.warmupDurationSecs());
        if (balancer.warmup() != null) {
            warmup(balancer.warmup(), path + ".warmup");
        }
    }

    private void consistentHash(ConsistentHashLB hash, String at) {
        if (hash.httpCookie() != null) {
            cookie(hash.httpCookie(), at + ".httpCookie");
        }
        if (hash.minimumRingSize() != null && hash.minimumRingSize() != 0) {
            if (hash.ringHash() != null || hash.maglev() != null) {
                findings.exclusive(at, "minimumRingSize", hash.maglev() != null ? "maglev" : "ringHash");
            }
            findings.warning(at + ".minimumRingSize", "deprecated (expected: ringHash.minimumRingSize)");
        }
        Numbers.notNegative(findings, at + ".minimumRingSize", hash.minimumRingSize());
        if (hash.ringHash() != null) {
            Numbers.notNegative(
                    findings, at + ".ringHash.minimumRingSize", hash.ringHash().minimumRingSize());
        }
        Long size = hash.maglev() == null ? null : hash.maglev().tableSize();
        if (size != null && !isMaglevSize(size)) {
            findings.bad(at + ".maglev.tableSize", size, "a prime number below " + MAGLEV_LIMIT);
        }
    }

    private static boolean isMaglevSize(long size) {
        if (size < 2 || size >= MAGLEV_LIMIT) {
            return false;
        }
        for (long divisor = 2; divisor * divisor <= size; divisor++) {
            if (size % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    private void cookie(HTTPCookie cookie, String at) {
        if (Findings.isBlank(cookie.name())) {
            findings.missing(at + ".name", "the name of a cookie");
        } else {
            fits(cookie.name(), COOKIE_NAME, at + ".name", "a name of letters, digits and -_.");
        }
        fits(cookie.path(), COOKIE_VALUE, at + ".path", "printable ASCII without ;");
        Numbers.notNegative(
                findings,
                at + ".ttl",
                cookie.ttl() == null ? null : cookie.ttl().toNanos());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < cookie.attributes().size(); i++) {
            String name = Findings.orEmpty(cookie.attributes().get(i).name());
            String path = at + ".attributes[" + i + "].name";
            if (name.isEmpty()) {
                findings.missing(path, "the name of a cookie attribute");
            } else if (!seen.add(name)) {
                findings.bad(path, name, "each attribute once");
            } else {
                fits(name, COOKIE_NAME, path, "a name of letters, digits and -_.");
            }
            fits(
                    cookie.attributes().get(i).value(),
                    COOKIE_VALUE,
                    at + ".attributes[" + i + "].value",
                    "printable ASCII without ;");
        }
    }

    private void fits(@Nullable String text, Pattern pattern, String at, String expected) {
        if (text != null && !pattern.matcher(text).matches()) {
            findings.bad(at, text, expected);
        }
    }

    private void locality(LocalityLoadBalancerSetting locality, String at) {
        if (!locality.distribute().isEmpty() && !locality.failover().isEmpty()) {
            findings.exclusive(at, "distribute", "failover");
        }
        for (int i = 0; i < locality.distribute().size(); i++) {
            distribute(locality.distribute().get(i), at + ".distribute[" + i + "]");
        }
        failovers(locality.failover(), at + ".failover");
    }

    private void failovers(List<Failover> failovers, String at) {
        for (int i = 0; i < failovers.size(); i++) {
            failover(failovers.get(i), at + "[" + i + "]");
        }
    }

    private void distribute(Distribute distribute, String at) {
        long sum = 0;
        for (var share : distribute.to().entrySet()) {
            if (share.getValue() < 1 || share.getValue() > 100) {
                findings.bad(at + ".to." + share.getKey(), share.getValue(), "1..100");
            }
            sum += share.getValue();
        }
        if (sum != 100) {
            findings.error(at + ".to", "total weight " + sum + " (expected: 100)");
        }
    }

    private void failover(Failover failover, String at) {
        String from = Findings.orEmpty(failover.from());
        String to = Findings.orEmpty(failover.to());
        if (from.equals(to)) {
            findings.bad(at + ".to", to, "another region than from");
        }
        region(from, at + ".from");
        region(to, at + ".to");
    }

    private void region(String region, String at) {
        if (region.contains("/") || region.contains("*")) {
            findings.bad(at, region, "a region, without zone and wildcard");
        }
    }

    private void warmup(WarmupConfiguration warmup, String at) {
        if (warmup.duration() == null) {
            findings.missing(at + ".duration", "a duration such as 30s");
        }
        Times.check(findings, at + ".duration", warmup.duration());
        Double least = warmup.minimumPercent();
        if (least != null && !(least >= 0 && least <= 100)) {
            findings.bad(at + ".minimumPercent", least, "0..100");
        }
        Double aggression = warmup.aggression();
        if (aggression != null && !(aggression > 0)) {
            findings.bad(at + ".aggression", aggression, "more than 0");
        }
    }
}
