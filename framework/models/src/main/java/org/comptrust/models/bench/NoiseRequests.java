package org.comptrust.models.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.TokenGenerator;

/**
 * Requests that a model writes itself, at temperature 1: its own text is what it is least sure of how to go on with. Prompts of widely
 * different lengths, every third one after a beginning that it shares, each with four continuations of one length to choose from.
 */
final class NoiseRequests {
    static final int CHOICES = 4;

    private static final int SHORTEST = 4;
    private static final int LONGEST = 192;
    private static final int BLOCK = 64;
    private static final int LONGEST_CHOICE = 6;

    private final Decoder decoder;
    private final int vocabulary;
    private final List<Integer> start;
    private final int room;
    private final SplittableRandom random;

    /**
     * @param start tokens that a text of the model starts with; none: a random one
     * @param tokens that will be written after each prompt
     */
    NoiseRequests(Decoder decoder, int vocabulary, List<Integer> start, int tokens, long seed) {
        this.decoder = decoder;
        this.vocabulary = vocabulary;
        this.start = start;
        this.room = decoder.weights().geometry().positions() - Math.max(tokens, LONGEST_CHOICE);
        this.random = new SplittableRandom(seed);
        if (room < SHORTEST) {
            throw new IllegalArgumentException(tokens + " tokens leave no room for a prompt in "
                    + decoder.weights().geometry().positions() + " positions");
        }
    }

    /**
     * What is asked.
     *
     * @param choices different continuations of the prompt, of the same length
     */
    record Asked(List<Integer> prompt, List<List<Integer>> choices) {}

    List<Asked> write(int count) {
        int longest = Math.min(LONGEST, room);
        List<Integer> block =
                written(beginnings(1), Math.min(BLOCK, longest / 2)).get(0);
        List<List<Integer>> beginnings = beginnings(count);
        for (int i = 0; i < count; i += 3) {
            beginnings.set(i, block);
        }
        List<List<Integer>> texts = written(beginnings, longest);
        List<List<Integer>> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int least = Math.min(longest, i % 3 == 0 ? block.size() + 1 : SHORTEST);
            double length = least * Math.pow((double) longest / least, random.nextDouble());
            prompts.add(texts.get(i).subList(0, (int) Math.round(length)));
        }
        List<List<List<Integer>>> choices = choices(prompts);
        List<Asked> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new Asked(List.copyOf(prompts.get(i)), choices.get(i)));
        }
        return requests;
    }

    /** A prompt longer than any of {@link #write}, if the model has room for one. */
    List<Integer> longer() {
        return random.ints(Math.min(2 * LONGEST, room), 0, vocabulary).boxed().toList();
    }

    private List<List<Integer>> beginnings(int count) {
        List<List<Integer>> beginnings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            beginnings.add(start.isEmpty() ? List.of(random.nextInt(vocabulary)) : start);
        }
        return beginnings;
    }

    private List<List<List<Integer>>> choices(List<List<Integer>> prompts) {
        List<TokenGenerator.Task> tasks = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            for (int choice = 0; choice < CHOICES; choice++) {
                tasks.add(sampled(prompts.get(i), 1 + i % LONGEST_CHOICE));
            }
        }
        List<TokenGenerator.Answer> sampled = new TokenGenerator(decoder).generate(tasks);
        List<List<List<Integer>>> choices = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            Set<List<Integer>> different = new LinkedHashSet<>();
            sampled.subList(i * CHOICES, (i + 1) * CHOICES).forEach(answer -> different.add(answer.ids()));
            while (different.size() < CHOICES) { // the model is so sure that it said the same twice
                different.add(random.ints(1 + i % LONGEST_CHOICE, 0, vocabulary)
                        .boxed()
                        .toList());
            }
            choices.add(List.copyOf(different));
        }
        return choices;
    }

    /** Texts of a length, their beginnings included. */
    private List<List<Integer>> written(List<List<Integer>> beginnings, int length) {
        List<TokenGenerator.Task> tasks = beginnings.stream()
                .map(beginning -> sampled(beginning, Math.max(1, length - beginning.size())))
                .toList();
        List<TokenGenerator.Answer> answers = new TokenGenerator(decoder).generate(tasks);
        List<List<Integer>> texts = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            List<Integer> text = new ArrayList<>(beginnings.get(i));
            text.addAll(answers.get(i).ids());
            texts.add(text);
        }
        return texts;
    }

    /** The end of a text is a token like any other here: lengths are given. */
    private TokenGenerator.Task sampled(List<Integer> prompt, int tokens) {
        return new TokenGenerator.Task(prompt, tokens, 1, 1, random.nextLong(), Set.of(), ids -> false);
    }
}
