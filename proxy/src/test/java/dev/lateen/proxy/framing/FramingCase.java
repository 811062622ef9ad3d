package dev.lateen.proxy.framing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One case of `requests.cases` or `answers.cases`; the files say what its lines mean.
///
/// @param request what the client sends
/// @param answer of the upstream; empty in the table of requests
/// @param upstream what arrives there; empty in the table of answers
/// @param client what the client gets; empty where the proxy answers itself
record FramingCase(String name, String request, String answer, String upstream, String client, Verdict verdict) {

    static final String FIN = "⏹";
    static final String RESET = "✂";
    private static final String PLAIN = "GET / HTTP/1.1⏎Host: a⏎⏎";

    /// @param status three digits; with `*` any number of such answers; `cut` for one that breaks off
    /// @param reason of the proxy; empty for an answer of the upstream
    record Reply(String status, String reason) {}

    /// @param keeps whether the client's connection serves another request
    /// @param upstreamConnection `reused`, `dropped`, or empty where none was needed
    record Verdict(List<Reply> replies, boolean keeps, String upstreamConnection) {

        static Verdict of(String line) {
            int end = line.contains("keeps") ? line.indexOf("keeps") : line.indexOf("closes");
            var replies = Arrays.stream(line.substring(0, end).split(","))
                    .map(String::strip)
                    .filter(reply -> !reply.isEmpty())
                    .map(reply -> reply.split(" "))
                    .map(parts -> new Reply(parts[0], parts.length > 1 ? parts[1] : ""))
                    .toList();
            var words = line.substring(end).split(" ");
            return new Verdict(replies, words[0].equals("keeps"), words.length > 1 ? words[1] : "");
        }
    }

    String method() {
        var bytes = Wire.decode(withoutEnd(request)).stripLeading();
        return bytes.startsWith("HEAD ") ? "HEAD" : bytes.startsWith("CONNECT ") ? "CONNECT" : "GET";
    }

    boolean requestEndsWithFin() {
        return request.endsWith(FIN);
    }

    String requestBytes() {
        return Wire.decode(withoutEnd(request));
    }

    String answerBytes() {
        return Wire.decode(withoutEnd(answer));
    }

    private static String withoutEnd(String text) {
        return text.endsWith(FIN) || text.endsWith(RESET) ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public String toString() {
        return name;
    }

    static List<FramingCase> requests() {
        return read("requests.cases").stream()
                .map(lines -> new FramingCase(
                        lines.get('#'), lines.get('>'), "", lines.get('^'), "", Verdict.of(lines.get('='))))
                .toList();
    }

    static List<FramingCase> answers() {
        return read("answers.cases").stream()
                .map(lines -> new FramingCase(
                        lines.get('#'),
                        lines.getOrDefault('>', PLAIN),
                        lines.get('^'),
                        "",
                        lines.getOrDefault('<', ""),
                        Verdict.of(lines.get('='))))
                .toList();
    }

    /// The lines of each case by their first character.
    private static List<Map<Character, String>> read(String file) {
        var cases = new ArrayList<Map<Character, String>>();
        Map<Character, String> lines = new HashMap<>();
        for (var line : lines(file)) {
            if (line.isBlank() || line.startsWith(";")) {
                continue;
            }
            if (lines.put(line.charAt(0), line.substring(2)) != null) {
                throw new IllegalArgumentException(file + ": \"" + line + "\" (expected: a new case)");
            }
            if (line.charAt(0) == '=') {
                cases.add(lines);
                lines = new HashMap<>();
            }
        }
        return cases;
    }

    private static List<String> lines(String file) {
        try (var in = FramingCase.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
