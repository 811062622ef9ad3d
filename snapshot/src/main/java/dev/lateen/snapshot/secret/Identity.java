package dev.lateen.snapshot.secret;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate chain, the owner's first, with its key: a pair that fits.
public record Identity(List<X509Certificate> chain, PrivateKey key) {

    private static final byte[] PROBE = {1, 2, 3, 4};

    public Identity {
        chain = List.copyOf(chain);
    }

    public static Identity of(String certificates, String key) throws InvalidSecret {
        return of(Pem.certificates(certificates), Pem.key(key));
    }

    public static Identity of(List<X509Certificate> chain, PrivateKey key) throws InvalidSecret {
        var identity = new Identity(chain, key);
        if (!identity.fits()) {
            throw new InvalidSecret("the key is not that of the first certificate, which is for "
                    + identity.certificate().getSubjectX500Principal());
        }
        return identity;
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// By signing: works for every kind of key.
    private boolean fits() {
        PublicKey known = certificate().getPublicKey();
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(PROBE);
            var signature = signer.sign();
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(known);
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal() + "]";
    }
}
