package org.comptrust.models.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;

/**
 * Groups of requests of all kinds, as the dimensions of a run ask them, in shapes that vary from group to group: log-likelihoods, choices,
 * greedy and sampled texts with and without stop strings, beginnings that several prompts share, demonstrations that are too many, and
 * prompts that are too long. The same seed gives the same groups.
 */
final class SoakWork {
    private static final int MOST_REQUESTS = 8;
    private static final int BEGINNINGS = 4;
    private static final int MOST_NEW_TOKENS = 24;

    private final int positions;
    private final int vocabulary;
    private final SplittableRandom random;
    private final double wordsPerToken;
    private final List<String> beginnings = new ArrayList<>();

    SoakWork(Tokenizer tokenizer, int vocabulary, long seed) {
        this.positions = tokenizer.contextLength();
        this.vocabulary = vocabulary;
        this.random = new SplittableRandom(seed);
        int words = 200;
        this.wordsPerToken = (double) words
                / tokenizer
                        .encode(Syllables.words(words, new SplittableRandom(seed)))
                        .size();
    }

    /** The next group. */
    List<SeededRequest> group() {
        if (beginnings.size() < BEGINNINGS) {
            beginnings.add(text(positions / 3));
        } else if (random.nextInt(16) == 0) { // other scenarios, other demonstrations
            beginnings.set(random.nextInt(BEGINNINGS), text(positions / 3));
        }
        List<SeededRequest> group = new ArrayList<>();
        for (int i = 1 + random.nextInt(MOST_REQUESTS); i > 0; i--) {
            group.add(new SeededRequest(request(), random.nextLong()));
        }
        return group;
    }

    /** Whether no model of so many positions can read a prompt. */
    boolean tooLong(SeededRequest request) {
        return request.request().prompt() instanceof Prompt.Tokens tokens
                && tokens.ids().size() > positions;
    }

    private Request request() {
        return switch (random.nextInt(8)) {
            case 0 -> new Request(tokens(2 + random.nextInt(positions - 2)), new Ask.LogLikelihood(1));
            case 1, 2 -> new Request(prompt(), choices());
            case 3, 4 -> new Request(prompt(), Ask.Generate.greedy(newTokens()));
            case 5 -> new Request(prompt(), new Ask.Generate(newTokens(), 1 + random.nextInt(4), 0.8, 0.95, List.of()));
            case 6 -> new Request(dialogue(), new Ask.Generate(newTokens(), 1, 0, 1, List.of("\n", "a", ".")));
            default ->
                new Request(
                        random.nextInt(4) == 0 ? tokens(positions + 1 + random.nextInt(positions)) : prompt(),
                        new Ask.Generate(newTokens(), 1, 0, 1, List.of("e")));
        };
    }

    private int newTokens() {
        return 1 + random.nextInt(Math.min(MOST_NEW_TOKENS, positions / 4));
    }

    private Ask choices() {
        List<String> all = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            all.add(" " + Syllables.words(1 + random.nextInt(4), random));
        }
        return new Ask.Choose(all);
    }

    /** Often after a beginning that others share; at most about half of the positions. */
    private Prompt prompt() {
        String beginning = random.nextInt(3) > 0 ? beginnings.get(random.nextInt(beginnings.size())) + " " : "";
        String rest = text(1 + random.nextInt(Math.max(1, positions / 6)));
        return new Prompt.Text(List.of(Message.of(Role.USER, beginning + rest)), Overflow.OLDEST_FIRST);
    }

    /** With demonstrations, now and then more than there is room for. */
    private Prompt dialogue() {
        List<Message> messages = new ArrayList<>();
        for (int shot = random.nextInt(6); shot > 0; shot--) {
            messages.add(Message.shot(Role.USER, text(positions / 8), shot));
            messages.add(Message.shot(Role.ASSISTANT, Syllables.word(random), shot));
        }
        messages.add(Message.of(Role.USER, text(positions / 8)));
        return new Prompt.Chat(messages, Overflow.OLDEST_FIRST);
    }

    private Prompt tokens(int count) {
        return new Prompt.Tokens(random.ints(count, 0, vocabulary).boxed().toList());
    }

    /** About so many tokens. */
    private String text(int tokens) {
        return Syllables.words((int) Math.max(1, tokens * wordsPerToken), random);
    }
}
