package org.comptrust.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions that split text into words, numbers and marks pass; those over which a backtracking search can take for ever do not. */
class ExpressionCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\s+|\\S+",
                "(?i:'x|'yz)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{M}]*[\\p{Ll}\\p{M}]+(?i:'x|'yz)?|\\p{N}",
                "\\d{1,3}(?=(?:\\d{3})*\\b)",
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+",
                "[\u4e00-\u9fa5\u3040-\u309f]+",
                "a{2,}?b++",
                "(?<=a)b|(?<!c)d",
                "[a-z&&[^aeiou]]+",
                "x{,3}y{z",
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{M}]+[\\p{Ll}\\p{M}]*(?i:'x|'yz|'q)?| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*",
                "'(?:[sdmt]|ll|ve|re)|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
                "(?i)ab+|c+|d*e",
                "a*b*c*",
                ""
            })
    void thoseOfTokenizersPass(String expression) {
        assertEquals(Optional.empty(), ExpressionCheck.problem(expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a|aa)*b",
                "(a*)*",
                "(?:a?){50}a",
                "((a{1,9}){1,9}){1,9}x",
                "(x(y(z+)?)?)*",
                "a*a*a*a*b",
                "\\s*(\\s*\\s*)x",
                "(?=(a+)+b)",
                "(a)\\1",
                "(?<n>a\\g<n>?b)",
                "\\k<n>",
                "(?(1)a|b)",
                "(?~abc)",
                "(*FAIL)",
                "(?x)a # b",
                "a{2}{3}",
                "a+*",
                "[]a]",
                "a)b",
                "a{1,99}+b",
                "(?:a{1}?a{1}?)*b",
                "a*(?i)b|a*(?i)b|a*(?i)z|z",
                "a*(?:\\c|)?a*(?:\\c|)?b",
                "a*[\\c]a|b]?a*[\\c]a|b]?a*b",
                "[\\M-\\C-]]",
                "a?a?a?a?a?a?a?a?b",
                "a{0,99}a{0,99}b",
                "(?:aa|a)(?:aa|a)(?:aa|a)(?:aa|a)(?:aa|a)(?:aa|a)(?:aa|a)(?:aa|a)b",
                "a*a*[bx]",
                "\\s*(?:\\s*x)",
                "[^\\n]*(?:b|[^\\n]*[cd])"
            })
    void thoseThatCanTakeForEverDoNot(String expression) {
        assertTrue(ExpressionCheck.problem(expression).isPresent());
    }

    @ParameterizedTest
    @ValueSource(ints = {5000, 500_000})
    void longOrDeepOnesDoNot(int size) {
        assertTrue(ExpressionCheck.problem("a|".repeat(size)).isPresent());
        assertTrue(
                ExpressionCheck.problem("(".repeat(11) + "a" + ")".repeat(11)).isPresent());
    }
}
