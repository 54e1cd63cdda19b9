package org.comptrust.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumpyRandomTest {
    /** From NumPy 2.4.6: SHA-256 of {@code ','.join(map(str, np.random.default_rng(seed).permutation(100000)))}. */
    @ParameterizedTest
    @CsvSource({
        "0, 8730f1145ff2110525b6398d50895ccc54a077583b2e87997ac0fc1e5b45279a",
        "1, 88c0744d731def175727f2ea96b3b01ac10f9b6c739fae054b651e0ccc1412a6",
        "42, f72f7a6d3eb46464a5c2424549f6d9b5040abe66ec26df57956e568407f532af",
        "1099511627783, af97a6f7c6557a6b1dd05a9690d97ef79d44b7453eb0c5601c982a7e5bd04c11"
    })
    void permutationsAreNumpys(long seed, String sha256) throws Exception {
        String joined = Arrays.stream(new NumpyRandom(seed).permutation(100_000))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));

        byte[] digest = MessageDigest.getInstance("SHA-256").digest(joined.getBytes(StandardCharsets.UTF_8));
        assertEquals(sha256, HexFormat.of().formatHex(digest));
    }

    @Test
    void nothingAndOneThingStayInPlace() {
        assertArrayEquals(new int[] {}, new NumpyRandom(0).permutation(0));
        assertArrayEquals(new int[] {0}, new NumpyRandom(0).permutation(1));
    }

    @Test
    void seedsAreNotNegative() {
        assertThrows(IllegalArgumentException.class, () -> new NumpyRandom(-1));
    }
}
