package dev.lateen.benchmarks.peer;

import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/// One certificate for all who terminate TLS, made for a run: P-256, signed by itself.
///
/// @param both chain and key in one file, as HAProxy wants it
public record Certificate(Path chain, Path key, Path both) {

    private static final String PASSWORD = "for-this-run";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    public static Certificate make(Path directory) throws IOException {
        Files.createDirectories(directory);
        var store = directory.resolve("bench.p12").toAbsolutePath();
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "bench",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=*.example.com",
                "-ext",
                "san=dns:*.example.com",
                "-validity",
                "7",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        var log = directory.resolve("keytool.log");
        Files.deleteIfExists(store);
        var keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ChildProcess.awaitExit(keytool.toHandle(), Duration.ofSeconds(60));
        try (var in = Files.newInputStream(store)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            var chain = pem("CERTIFICATE", keys.getCertificate("bench").getEncoded());
            var key = pem(
                    "PRIVATE KEY", keys.getKey("bench", PASSWORD.toCharArray()).getEncoded());
            return new Certificate(
                    write(directory, "chain.pem", chain),
                    write(directory, "key.pem", key),
                    write(directory, "both.pem", chain + key));
        } catch (GeneralSecurityException e) {
            throw CommandFailure.of("no certificate could be made: " + e.getMessage(), "see " + log);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    private static Path write(Path directory, String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text, StandardCharsets.US_ASCII)
                .toAbsolutePath();
    }
}
