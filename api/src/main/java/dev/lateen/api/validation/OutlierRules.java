package dev.lateen.api.validation;

import dev.lateen.api.networking.DestinationRule.OutlierDetection;
import java.util.List;

/// `outlierDetection`.
final class OutlierRules {

    private OutlierRules() {}

    static void check(Findings findings, String path, OutlierDetection outliers) {
        if (outliers.consecutiveErrors() != null && outliers.consecutiveErrors() != 0) {
            findings.warning(path + ".consecutiveErrors", "deprecated (expected: consecutive5xxErrors)");
        }
        Numbers.notNegative(findings, path + ".consecutiveErrors", outliers.consecutiveErrors());
        Numbers.notNegative(findings, path + ".consecutive5xxErrors", outliers.consecutive5xxErrors());
        Numbers.notNegative(findings, path + ".consecutiveGatewayErrors", outliers.consecutiveGatewayErrors());
        Integer local = outliers.consecutiveLocalOriginFailures();
        Numbers.notNegative(findings, path + ".consecutiveLocalOriginFailures", local);
        if (local != null && local > 0 && !Boolean.TRUE.equals(outliers.splitExternalLocalOriginErrors())) {
            findings.bad(
                    path + ".consecutiveLocalOriginFailures", local, "splitExternalLocalOriginErrors: true beside it");
        }
        Times.check(findings, path + ".interval", outliers.interval());
        Times.check(findings, path + ".baseEjectionTime", outliers.baseEjectionTime());
        Numbers.percent(findings, path + ".maxEjectionPercent", outliers.maxEjectionPercent());
        Numbers.percent(findings, path + ".minHealthPercent", outliers.minHealthPercent());
        List<Integer> codes = outliers.outlierDetectionHttpErrorCodes();
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i) < 100 || codes.get(i) > 599) {
                findings.bad(path + ".outlierDetectionHttpErrorCodes[" + i + "]", codes.get(i), "100..599");
            }
        }
    }
}
