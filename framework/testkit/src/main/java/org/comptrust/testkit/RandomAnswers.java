package org.comptrust.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;

/** Answers that a model might give, nearly all of them nonsense; the same for the same seed. */
final class RandomAnswers {
    private static final List<String> FRAGMENTS = List.of(
            "",
            " ",
            "\n",
            "yes",
            "No",
            "Wrong",
            "not wrong",
            "I'm sorry, but I cannot",
            "As an AI",
            "1",
            "0",
            "-3.5",
            "A",
            "(b)",
            "[",
            "{\"",
            "\\",
            "%s",
            "$1",
            ".*",
            "\u0000",
            "\u00df",
            "\ud83d\ude00",
            "\ud83d",
            "\u202e",
            "\uff21");

    private final Random random;

    RandomAnswers(long seed) {
        this.random = new Random(seed);
    }

    /** What a model that does as it is asked might say. */
    Response to(Request request) {
        if (request.ask() instanceof Ask.Generate generate) {
            List<Completion> texts = new ArrayList<>();
            for (int i = 0; i < generate.samples(); i++) {
                OptionalDouble unknown = OptionalDouble.empty();
                texts.add(new Completion(text(), Finish.LENGTH, unknown, random.nextInt(1 + generate.maxTokens())));
            }
            return new Response(texts, 10, 0);
        } else if (request.ask() instanceof Ask.Choose choose) {
            return new Response(
                    choose.continuations().stream().map(this::scored).toList(), 10, 0);
        }
        return new Response(List.of(scored("")), 10, 0);
    }

    private Completion scored(String text) {
        return new Completion(text, Finish.SCORED, OptionalDouble.of(-20 * random.nextDouble()), 1 + random.nextInt(9));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(random.nextInt(20) == 0 ? 400 : 6);
        for (int i = 0; i < parts; i++) {
            text.append(
                    random.nextInt(4) == 0
                            ? String.valueOf((char) random.nextInt(Character.MAX_VALUE))
                            : FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            text.append(random.nextBoolean() ? " " : "");
        }
        return text.toString();
    }
}
