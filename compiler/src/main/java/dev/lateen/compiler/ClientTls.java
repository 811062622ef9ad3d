package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.DestinationRule.ClientTLSSettings;
import dev.lateen.api.networking.DestinationRule.ClientTLSSettings.TLSmode;
import dev.lateen.snapshot.SecretName;
import dev.lateen.snapshot.UpstreamTls;
import dev.lateen.snapshot.push.ProxyNode;
import org.jspecify.annotations.Nullable;

/// How DestinationRules want endpoints to be spoken to over TLS. Without authorities of their own those of the system
/// count: a server is always verified unless the rule says otherwise.
final class ClientTls {

    private static final String AUTHORITY_SUFFIX = "-cacert";
    private static final String CONSEQUENCE = "; its requests get 503 UF";

    private final ProxyView view;

    ClientTls(ProxyView view) {
        this.view = view;
    }

    /// @param rule which asks for it
    /// @return null for plain text
    @Nullable
    UpstreamTls compile(@Nullable ClientTLSSettings tls, Resource<DestinationRule> rule) {
        var mode = tls == null ? null : tls.mode();
        if (tls == null || mode == null) {
            return null;
        }
        return switch (mode) {
            case DISABLE, ISTIO_MUTUAL -> null; // the latter not yet, which UnhonouredValues says
            case SIMPLE, MUTUAL -> originate(tls, rule);
        };
    }

    private UpstreamTls originate(ClientTLSSettings tls, Resource<DestinationRule> rule) {
        boolean skip = Boolean.TRUE.equals(tls.insecureSkipVerify());
        warnUnverified(tls, rule, skip);
        var client = tls.mode() == TLSmode.MUTUAL ? clientSecret(tls) : null;
        var authority = skip ? null : authority(tls);
        need(client, rule);
        need(authority, rule);
        return new UpstreamTls(given(tls.sni()), tls.subjectAltNames(), text(authority), text(client), skip);
    }

    private void warnUnverified(ClientTLSSettings tls, Resource<DestinationRule> rule, boolean skip) {
        if (skip) {
            view.warn(
                    rule,
                    "spec.trafficPolicy.tls.insecureSkipVerify",
                    "true takes any certificate, so that anybody can pose as the server (expected: caCertificates)");
        } else if (given(tls.caCertificates()) == null && given(tls.credentialName()) == null) {
            view.warn(
                    rule,
                    "spec.trafficPolicy.tls",
                    "DestinationRule " + rule.key().name() + " in namespace "
                            + rule.key().namespace() + " has TLS mode set to " + tls.mode()
                            + " but no caCertificates are set to validate server identity for host: "
                            + rule.spec().host() + "; the authorities of the system count (IST0128)");
        }
    }

    private @Nullable SecretName clientSecret(ClientTLSSettings tls) {
        var credential = given(tls.credentialName());
        if (credential != null) {
            return new SecretName.Kubernetes(view.node().namespace(), credential);
        }
        var certificate = given(tls.clientCertificate());
        var key = given(tls.privateKey());
        return certificate == null || key == null ? null : new SecretName.CertificateFiles(certificate, key);
    }

    private @Nullable SecretName authority(ClientTLSSettings tls) {
        var credential = given(tls.credentialName());
        if (credential != null) {
            return new SecretName.Kubernetes(view.node().namespace(), credential + AUTHORITY_SUFFIX);
        }
        var file = given(tls.caCertificates());
        return file == null ? null : new SecretName.AuthorityFiles(file, given(tls.caCrl()));
    }

    /// Secrets are for gateways, and for the workloads that a rule names: with any other rule every sidecar would get
    /// them.
    private void need(@Nullable SecretName name, Resource<DestinationRule> rule) {
        if (!(name instanceof SecretName.Kubernetes kubernetes)) {
            return;
        }
        if (view.node().role() == ProxyNode.Role.SIDECAR && rule.spec().workloadSelector() == null) {
            view.warn(
                    rule,
                    "spec.trafficPolicy.tls.credentialName",
                    "\"" + kubernetes.name() + "\" at a sidecar (expected: a rule with workloadSelector, or files)"
                            + CONSEQUENCE);
            return;
        }
        view.secrets().need(kubernetes, new NeededSecrets.Reason(rule, "spec.trafficPolicy.tls", CONSEQUENCE));
    }

    private static @Nullable String text(@Nullable SecretName name) {
        return name == null ? null : name.toString();
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
