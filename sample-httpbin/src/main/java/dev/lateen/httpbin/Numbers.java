package dev.lateen.httpbin;

/// Numbers of a path, with errors that name the value and what was expected.
final class Numbers {

    private Numbers() {}

    static int atLeast(int least, String what, String text) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number out of range
        }
        throw new BadInput(what, text, "a whole number, " + least + " or more");
    }

    /// A final status whose answer may have a body (RFC 9110, 6.4.1).
    static int statusWithBody(String what, String text) {
        int status = atLeast(200, what, text);
        if (status > 599 || status == 204 || status == 205 || status == 304) {
            throw new BadInput(what, text, "a status from 200 to 599 that may have a body");
        }
        return status;
    }

    static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new BadInput("seed", text, "a whole number");
        }
    }

    /// Seconds, cut to `most`; milliseconds are what comes out.
    static long millis(String what, String seconds, int most) {
        double value;
        try {
            value = Double.parseDouble(seconds);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!(value >= 0)) {
            throw new BadInput(what, seconds, "seconds, 0 or more");
        }
        return Math.round(Math.min(value, most) * 1000);
    }
}
