package dev.lateen.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Random generators that can be repeated: each prints its seed, and `-Dlateen.seed=N` sets it.
public final class Seeds {

    private Seeds() {}

    /// @param what printed with the seed
    public static RandomGenerator random(String what) {
        var given = System.getProperty("lateen.seed");
        long seed = given == null ? new SplittableRandom().nextLong() : Long.parseLong(given);
        return random(what, seed);
    }

    public static RandomGenerator random(String what, long seed) {
        System.out.println("seed of " + what + ": " + seed + " (repeat with -Dlateen.seed=" + seed + ")");
        return new SplittableRandom(seed);
    }

    /// Between one and `longest` characters of `alphabet`.
    public static String text(RandomGenerator random, String alphabet, int longest) {
        int length = random.nextInt(1, longest + 1);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    public static byte[] bytes(RandomGenerator random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
