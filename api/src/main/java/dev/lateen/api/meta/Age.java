package dev.lateen.api.meta;

import java.time.Duration;

/// How long something has been there, as kubectl writes it: `42s`, `7m`, `7m12s` below ten minutes, `3h`, `2d`.
public final class Age {

    private Age() {}

    public static String of(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return minutes + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 48) {
            return hours + "h";
        }
        return hours / 24 + "d";
    }
}
