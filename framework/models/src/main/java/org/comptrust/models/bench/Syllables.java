package org.comptrust.models.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Words of no language, for prompts that nobody wrote. */
final class Syllables {
    /** All syllables, two letters each. */
    static final List<String> ALL = all();

    private Syllables() {}

    private static List<String> all() {
        List<String> all = new ArrayList<>();
        for (char consonant : "bdfgklmnprstvz".toCharArray()) {
            for (char vowel : "aeiou".toCharArray()) {
                all.add("" + consonant + vowel);
            }
        }
        return List.copyOf(all);
    }

    /** A word of one to three syllables. */
    static String word(RandomGenerator random) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> ALL.get(random.nextInt(ALL.size())))
                .collect(Collectors.joining());
    }

    /** So many words with blanks between them. */
    static String words(int count, RandomGenerator random) {
        return IntStream.range(0, count).mapToObj(i -> word(random)).collect(Collectors.joining(" "));
    }
}
