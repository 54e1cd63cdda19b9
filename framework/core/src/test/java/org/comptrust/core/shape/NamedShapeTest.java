package org.comptrust.core.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.junit.jupiter.api.Test;

class NamedShapeTest {
    /** Parameters as the models' authors count them: embedding, head (unless tied), linears, biases and norms. */
    @Test
    void shapesHaveTheParametersThatTheModelsHave() {
        Map<String, Long> published = Map.of(
                "llama-2-7b", 6_738_415_616L,
                "llama-2-13b", 13_015_864_320L,
                "llama-2-70b", 68_976_648_192L,
                "vicuna-13b-v1.3", 13_015_864_320L,
                "tinyllama-1.1b", 1_100_048_384L,
                "mistral-7b", 7_241_732_096L,
                "llama-3-8b", 8_030_261_248L,
                "llama-3.2-1b", 1_235_814_400L,
                "qwen2.5-0.5b", 494_032_768L,
                "qwen2.5-7b", 7_615_616_512L);

        published.forEach((name, count) -> assertEquals(count, parameters(name), name));
    }

    @Test
    void aFoldersNameIsEnoughToGuessFrom() {
        assertEquals("llama-2-13b", guess("Llama-2-13b-chat-hf"));
        assertEquals("vicuna-13b-v1.3", guess("vicuna-13b-v1.3"));
        assertEquals("llama-3-8b", guess("Meta-Llama-3-8B-Instruct"));
        assertEquals("llama-3.1-8b", guess("llama_3.1_8b"));
        assertEquals("none", guess("my-own-model"));
        assertEquals("none", guess("llama-7b5"), "not within a longer number");
    }

    @Test
    void lettersMayBeLargeOrSmall() {
        assertTrue(NamedShape.of("LLaMA_2_13B").isPresent());
        assertEquals(Optional.empty(), NamedShape.of("13b"));
    }

    private static String guess(String folder) {
        return NamedShape.guess(folder).map(NamedShape::name).orElse("none");
    }

    private static long parameters(String name) {
        ModelShape shape = NamedShape.of(name).orElseThrow().shape();
        long table = (long) shape.vocabulary() * shape.hidden();
        long linears = shape.linears().stream()
                .mapToLong(linear -> linear.parameters() + (linear.bias() ? linear.out() : 0))
                .sum();
        long norms = (2L * shape.blocks().size() + 1) * shape.hidden();
        assertEquals(
                7 * shape.blocks().size(),
                shape.linears().stream().map(LinearShape::name).distinct().count());
        return table * (shape.tiedHead() ? 1 : 2) + linears + norms;
    }
}
