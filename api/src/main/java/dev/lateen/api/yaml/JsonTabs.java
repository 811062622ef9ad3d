package dev.lateen.api.yaml;

/// JSON may be indented with tabs, YAML may not.
final class JsonTabs {

    private JsonTabs() {}

    /// A JSON text with spaces for the tabs outside its strings; any other text as it is. Keeps lines and columns.
    static String blank(String text) {
        if (text.indexOf('\t') < 0 || !text.stripLeading().startsWith("{")) {
            return text;
        }
        StringBuilder blank = new StringBuilder(text);
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString && c == '\\') {
                i++;
            } else if (c == '"') {
                inString = !inString;
            } else if (c == '\t' && !inString) {
                blank.setCharAt(i, ' ');
            }
        }
        return blank.toString();
    }
}
