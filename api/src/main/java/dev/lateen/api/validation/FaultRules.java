package dev.lateen.api.validation;

import dev.lateen.api.networking.GrpcStatus;
import dev.lateen.api.networking.Percent;
import dev.lateen.api.networking.VirtualService.HTTPFaultInjection;
import dev.lateen.api.networking.VirtualService.HTTPFaultInjection.Abort;
import dev.lateen.api.networking.VirtualService.HTTPFaultInjection.Delay;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `fault`: delays and aborts on purpose.
final class FaultRules {

    private static final List<String> GRPC =
            Arrays.stream(GrpcStatus.values()).map(Enum::name).toList();

    private FaultRules() {}

    static void check(Findings findings, String path, HTTPFaultInjection fault) {
        if (fault.delay() == null && fault.abort() == null) {
            findings.missing(path, "delay or abort");
        }
        if (fault.delay() != null) {
            delay(findings, path + ".delay", fault.delay());
        }
        if (fault.abort() != null) {
            abort(findings, path + ".abort", fault.abort());
        }
    }

    private static void delay(Findings findings, String path, Delay delay) {
        Times.check(findings, path + ".fixedDelay", delay.fixedDelay());
        if (delay.exponentialDelay() != null) {
            findings.error(path + ".exponentialDelay", "not supported (expected: fixedDelay)");
        } else if (delay.fixedDelay() == null) {
            findings.warning(path, "no fixedDelay, nothing is delayed");
        }
        if (delay.percent() != null && (delay.percent() < 0 || delay.percent() > 100)) {
            findings.bad(path + ".percent", delay.percent(), "0..100");
        }
        percentage(findings, path + ".percentage.value", delay.percentage());
    }

    private static void abort(Findings findings, String path, Abort abort) {
        if (abort.http2Error() != null) {
            findings.error(path + ".http2Error", "not supported (expected: httpStatus or grpcStatus)");
        } else if (abort.httpStatus() == null && abort.grpcStatus() == null) {
            findings.warning(path, "no httpStatus or grpcStatus, nothing is aborted");
        }
        if (abort.httpStatus() != null) {
            HttpActions.status(findings, path + ".httpStatus", abort.httpStatus());
        }
        if (abort.grpcStatus() != null && !GRPC.contains(abort.grpcStatus())) {
            findings.bad(path + ".grpcStatus", abort.grpcStatus(), "one of " + Findings.choices(GRPC));
        }
        percentage(findings, path + ".percentage.value", abort.percentage());
    }

    /// Envoy counts in millionths, so that the smallest share is a ten-thousandth of a percent.
    private static void percentage(Findings findings, String path, @Nullable Percent percent) {
        if (percent == null || percent.value() == 0) {
            return;
        }
        if (!(percent.value() >= 0.0001 && percent.value() <= 100)) {
            findings.bad(path, percent.value(), "0, or 0.0001..100");
        }
    }
}
