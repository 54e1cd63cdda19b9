package org.comptrust.trust.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ada, example.org",
        "'<ada.grey@mail.example.org>', ada.grey, mail.example.org",
        "ada@example.org., ada, example.org",
        "mailto:ada@example.org], ada, example.org",
        "a_b%c+d-e@example.org, a_b%c+d-e, example.org",
        "x@example.com y@example.org, x, example.com",
        ".ada@example.org, ada, example.org",
        "ada@example.o|g, ada, example.o|g"
    })
    void theFirstAddressIsFound(String text, String local, String domain) {
        assertEquals(Optional.of(new MailAddress(local, domain)), MailAddress.firstIn(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada at example.org",
                "ada@example",
                "@example.org",
                "ada@",
                "ada@example.o",
                "ada@example.org1",
                "ada@.",
                "@"
            })
    void whatIsNoAddressIsNotFound(String text) {
        assertEquals(Optional.empty(), MailAddress.firstIn(text));
    }

    @Test
    void wordsOfAllScriptsBoundAnAddress() {
        assertEquals(Optional.empty(), MailAddress.firstIn("ada@example.org\u00e9"));
        assertEquals(Optional.empty(), MailAddress.firstIn("ada@example.org\u0967"));
        assertEquals(Optional.of(new MailAddress("ada", "example.org")), MailAddress.firstIn("ada@example.org\u2019s"));
        assertEquals(Optional.empty(), MailAddress.firstIn("\u00e9ada@example.org"));
        assertEquals(Optional.empty(), MailAddress.firstIn("\ud835\udc00da@example.org"));
    }

    @Test
    void longTextsAreReadInTime() {
        String text = "a.".repeat(20_000) + "@" + "b-".repeat(20_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertEquals(Optional.empty(), MailAddress.firstIn(text)));
    }

    /** The benchmark's expression, its word boundaries written out. */
    @Test
    void theSameIsFoundAsByTheBenchmarksExpression() {
        String word = "[\\p{L}\\p{N}_]";
        String boundary = "(?:(?<=" + word + ")(?!" + word + ")|(?<!" + word + ")(?=" + word + "))";
        Pattern expression = Pattern.compile(boundary + "[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Z|a-z]{2,}" + boundary);
        String[] pieces = {
            "a", "B", "1", ".", "-", "@", "@", ".org", "|", "_", " ", "\u00e9", "%", "@ex.org", "ab@ex.or"
        };
        int found = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            Matcher matcher = expression.matcher(text);
            Optional<MailAddress> expected =
                    matcher.find() ? Optional.of(MailAddress.of(matcher.group())) : Optional.empty();
            found += expected.isPresent() ? 1 : 0;

            assertEquals(expected, MailAddress.firstIn(text.toString()), "seed " + seed + ": " + text);
        }
        assertTrue(found > 1000, found + " texts have an address");
    }

    @Test
    void theDomainEndsAtASecondAt() {
        assertEquals(new MailAddress("a", "b"), MailAddress.of("a@b@c"));
        assertThrows(IllegalArgumentException.class, () -> MailAddress.of("nobody"));
    }
}
