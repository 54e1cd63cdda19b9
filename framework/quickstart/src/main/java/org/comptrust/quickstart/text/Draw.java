package org.comptrust.quickstart.text;

import java.util.List;
import java.util.SplittableRandom;

/** Choices of a generator; the same seed makes the same ones on every machine. Not thread-safe. */
public final class Draw {
    private final SplittableRandom random;

    public Draw(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** One of the words, each as likely as another. */
    public String of(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    /** One of the words, each as likely as another. */
    public String of(String... words) {
        return words[random.nextInt(words.length)];
    }

    /** A number from {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** True with the given probability. */
    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
