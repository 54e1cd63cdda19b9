package org.comptrust.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.comptrust.api.trust.DataRow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Streams that CPython's and NumPy's generators wrote: for each seed, kinds such as {@code sample_51760_128}. NumPy's legacy generator
 * draws nothing that is reproduced here.
 */
@Tag("oracle")
class RandomOracleTest {
    private static final Pattern SAMPLE = Pattern.compile("sample_(\\d+)_(\\d+)");
    private static final Pattern RANDINT = Pattern.compile("randint_(\\d+)_(\\d+)_x(\\d+)");
    private static final Pattern RANDOM = Pattern.compile("random_x(\\d+)");
    private static final Pattern SHUFFLE = Pattern.compile("shuffle_(\\d+)");
    private static final Pattern PERMUTATION = Pattern.compile("numpy_default_rng_permutation_(\\d+)");

    @Test
    void everyStreamIsAsItWasWritten() {
        DataRow streams = new FolderDataSource(Path.of(System.getProperty("comptrust.oracles")))
                .file("fixtures/compression/python_random.json")
                .orElseThrow()
                .json();
        int total = 0;
        Set<String> left = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (String seed : streams.keys()) {
            for (String kind : streams.at(seed).keys()) {
                if (kind.startsWith("numpy_legacy_")) {
                    left.add(kind);
                    continue;
                }
                total++;
                List<Double> expected = streams.at(seed).list(kind).stream()
                        .map(row -> Double.valueOf(row.text("")))
                        .toList();
                if (!expected.equals(draw(kind, Long.parseLong(seed)))) {
                    wrong.add(seed + "/" + kind);
                }
            }
        }

        System.out.println("python-random: " + (total - wrong.size()) + " of " + total
                + " (left out, of a generator that nothing needs: " + String.join(", ", left) + ")");
        assertTrue(total > 0, "the file holds no stream");
        assertEquals(List.of(), wrong, "streams that are drawn otherwise");
    }

    /** As doubles: exact for ints, and for the hexadecimal figures of {@code random()}. */
    private static List<Double> draw(String kind, long seed) {
        CPythonRandom random = new CPythonRandom(seed);
        Matcher matcher = SAMPLE.matcher(kind);
        if (matcher.matches()) {
            return doubles(random.sample(number(matcher, 1), number(matcher, 2)));
        }
        matcher = SHUFFLE.matcher(kind);
        if (matcher.matches()) {
            return doubles(random.shuffle(number(matcher, 1)));
        }
        matcher = PERMUTATION.matcher(kind);
        if (matcher.matches()) {
            return Arrays.stream(new NumpyRandom(seed).permutation(number(matcher, 1)))
                    .asDoubleStream()
                    .boxed()
                    .toList();
        }
        matcher = RANDINT.matcher(kind);
        if (matcher.matches()) {
            int low = number(matcher, 1);
            int high = number(matcher, 2);
            return doubles(IntStream.range(0, number(matcher, 3))
                    .mapToObj(i -> random.randint(low, high))
                    .toList());
        }
        matcher = RANDOM.matcher(kind);
        assertTrue(matcher.matches(), "no draw is known for " + kind);
        return IntStream.range(0, number(matcher, 1))
                .mapToObj(i -> random.random())
                .toList();
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static List<Double> doubles(List<Integer> numbers) {
        return numbers.stream().map(Integer::doubleValue).toList();
    }
}
