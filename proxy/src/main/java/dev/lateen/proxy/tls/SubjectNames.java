package dev.lateen.proxy.tls;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The names that a certificate is for: its subject alternative names, as RFC 9525 wants it; the subject's common name
/// does not count.
record SubjectNames(List<String> dns, List<String> uris, List<String> others) {

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    static SubjectNames of(X509Certificate certificate) {
        var names = new SubjectNames(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try {
            var all = certificate.getSubjectAlternativeNames();
            for (var name : all == null ? List.<List<?>>of() : all) {
                if (name.get(1) instanceof String text) {
                    switch ((Integer) name.get(0)) {
                        case DNS -> names.dns.add(text.toLowerCase(Locale.ROOT));
                        case URI -> names.uris.add(text);
                        case EMAIL -> names.others.add(text);
                        case ADDRESS -> names.others.add(canonical(text));
                        default -> {} // directory names and the like are never asked for
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return names; // what cannot be read matches nothing
        }
        return names;
    }

    /// Whether one of the names is wanted.
    boolean matchAny(List<String> wanted) {
        return wanted.stream().anyMatch(this::match);
    }

    /// @param wanted a host name, an IP address, a URI or a mail address
    boolean match(String wanted) {
        return uris.contains(wanted) || others.contains(canonical(wanted)) || matchDns(wanted.toLowerCase(Locale.ROOT));
    }

    /// `*.example.com` of a certificate stands for exactly one label.
    private boolean matchDns(String wanted) {
        int dot = wanted.indexOf('.');
        var rest = dot <= 0 ? null : "*" + wanted.substring(dot);
        return dns.contains(wanted) || (rest != null && dns.contains(rest));
    }

    private static String canonical(String text) {
        var address = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return address == null ? text : InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            return text;
        }
    }
}
