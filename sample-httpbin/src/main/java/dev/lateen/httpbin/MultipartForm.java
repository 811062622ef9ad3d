package dev.lateen.httpbin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The fields and files of a `multipart/form-data` body (RFC 7578), held in memory: the server's body
/// limit bounds it.
record MultipartForm(Map<String, List<String>> fields, Map<String, List<String>> files) {

    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile(";\\s*name=(?:\"([^\"]*)\"|([^;\\s]+))");
    private static final Pattern FILE_NAME = Pattern.compile(";\\s*filename\\*?=");
    private static final String HEAD_END = "\r\n\r\n";

    static MultipartForm parse(byte[] body, String contentType) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw new BadInput("Content-Type", contentType, "a boundary parameter");
        }
        String delimiter = "--" + group(boundary);
        // Latin-1 maps bytes to chars one to one, so offsets in the text are offsets in the body.
        String text = "\r\n" + new String(body, StandardCharsets.ISO_8859_1);
        MultipartForm form = new MultipartForm(new LinkedHashMap<>(), new LinkedHashMap<>());
        int at = text.indexOf("\r\n" + delimiter);
        while (at >= 0) {
            int start = at + 2 + delimiter.length();
            if (text.startsWith("--", start)) {
                return form;
            }
            int end = text.indexOf("\r\n" + delimiter, start);
            if (end < 0) {
                break;
            }
            form.add(text.substring(start, end));
            at = end;
        }
        throw new BadInput("body", "multipart/form-data", "a closing boundary " + delimiter + "--");
    }

    private void add(String part) {
        int headEnd = part.indexOf(HEAD_END);
        if (headEnd < 0) {
            throw new BadInput("body", "multipart/form-data", "an empty line after the headers of each part");
        }
        String disposition = header(part.substring(0, headEnd), "content-disposition");
        Matcher name = NAME.matcher(disposition);
        if (!name.find()) {
            throw new BadInput("Content-Disposition", disposition, "a name parameter");
        }
        byte[] content = part.substring(headEnd + HEAD_END.length()).getBytes(StandardCharsets.ISO_8859_1);
        Map<String, List<String>> target = FILE_NAME.matcher(disposition).find() ? files : fields;
        String type = header(part.substring(0, headEnd), "content-type");
        target.computeIfAbsent(utf8(group(name)), n -> new ArrayList<>())
                .add(RequestBody.text(content, type.isEmpty() ? "application/octet-stream" : type));
    }

    private static String header(String head, String name) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String group(Matcher matcher) {
        String quoted = matcher.group(1);
        return quoted != null ? quoted : matcher.group(2);
    }
}
