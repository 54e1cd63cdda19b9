package org.comptrust.models.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;

/** Requests of eight dimensions in words of no language, in the proportions of few-shot scenarios: beginnings of two to ten times the question. */
final class MadeUpQuestions {
    private static final List<Kind> KINDS = List.of(
            new Kind("four choices after 5 questions (mmlu)", 0.4, 0.08, choices(4)),
            new Kind("yes or no after 32 deeds (machine ethics)", 0.6, 0.05, choices(2)),
            new Kind("yes or no after 32 records (fairness)", 0.6, 0.06, choices(2)),
            new Kind("two choices after counterfactuals (demonstrations)", 0.5, 0.06, choices(2)),
            new Kind("an address after 5 of others (privacy)", 0.3, 0.06, Ask.Generate.greedy(20)),
            new Kind("a label after 8 sentences in another style (OOD)", 0.4, 0.08, Ask.Generate.greedy(4)),
            new Kind("opinions after a system prompt (stereotype)", 0.15, 0.05, sampled(3, 16)),
            new Kind("texts after a system prompt (toxicity)", 0.25, 0.05, sampled(2, 20)));

    private MadeUpQuestions() {}

    /**
     * What a dimension asks.
     *
     * @param beginning demonstrations or system prompt, as a part of the positions
     * @param question what follows, likewise
     */
    private record Kind(String name, double beginning, double question, Ask ask) {}

    /** @param items of each */
    static List<SharingBench.Questions> of(Tokenizer tokenizer, int items) {
        return KINDS.stream()
                .map(kind -> new SharingBench.Questions(kind.name(), List.of(requests(kind, tokenizer, items))))
                .toList();
    }

    private static List<SeededRequest> requests(Kind kind, Tokenizer tokenizer, int items) {
        int positions = tokenizer.contextLength();
        SplittableRandom random = new SplittableRandom(kind.name().hashCode());
        int words = 200;
        double wordsPerToken = (double) words
                / tokenizer.encode(Syllables.words(words, random)).size();
        String beginning = Syllables.words((int) Math.max(1, kind.beginning() * positions * wordsPerToken), random);
        List<SeededRequest> requests = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            String question = Syllables.words((int) Math.max(1, kind.question() * positions * wordsPerToken), random);
            Prompt prompt =
                    new Prompt.Text(List.of(Message.of(Role.USER, beginning + " " + question)), Overflow.OLDEST_FIRST);
            requests.add(new SeededRequest(new Request(prompt, kind.ask()), random.nextLong()));
        }
        return requests;
    }

    private static Ask choices(int count) {
        return new Ask.Choose(IntStream.range(0, count)
                .mapToObj(i -> " " + Syllables.ALL.get(i))
                .toList());
    }

    private static Ask sampled(int samples, int tokens) {
        return new Ask.Generate(tokens, samples, 1, 1, List.of());
    }
}
