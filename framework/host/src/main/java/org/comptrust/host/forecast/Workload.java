package org.comptrust.host.forecast;

import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.Item;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;

/**
 * What the first questions of a dimension's items come to, taken from a few of them.
 *
 * @param read tokens that a model reads, of all items
 * @param written tokens that it writes at most
 */
record Workload(double read, double written) {
    static final Workload NONE = new Workload(0, 0);

    /** Of the selected items, by what some are like. Chat templates and what is asked about an answer are left out. */
    static Workload of(PlannedDimension dimension, Tokenizer tokenizer) {
        Workload all = NONE;
        for (PlannedScenario scenario : dimension.scenarios()) {
            int some = scenario.some().size();
            for (Item item : scenario.some()) {
                all = all.plus(
                        of(item.first(), tokenizer),
                        (double) scenario.selection().size() / some);
            }
        }
        return all;
    }

    static Workload of(Request request, Tokenizer tokenizer) {
        double prompt = Math.min(tokens(request.prompt(), tokenizer), tokenizer.contextLength());
        if (request.ask() instanceof Ask.Generate generate) {
            return new Workload(prompt, (double) generate.maxTokens() * generate.samples());
        }
        if (request.ask() instanceof Ask.Choose choose) {
            int options = choose.continuations().stream()
                    .mapToInt(text -> tokenizer.encode(text).size())
                    .sum();
            return new Workload(prompt * choose.continuations().size() + options, 0);
        }
        return new Workload(prompt, 0);
    }

    private static int tokens(Prompt prompt, Tokenizer tokenizer) {
        if (prompt instanceof Prompt.Tokens tokens) {
            return tokens.ids().size();
        }
        return (prompt instanceof Prompt.Chat chat ? chat.messages() : ((Prompt.Text) prompt).parts())
                .stream()
                        .map(Message::text)
                        .mapToInt(text -> tokenizer.encode(text).size())
                        .sum();
    }

    Workload plus(Workload other, double times) {
        return new Workload(read + times * other.read, written + times * other.written);
    }
}
