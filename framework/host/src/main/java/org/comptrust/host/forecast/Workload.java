package org.comptrust.host.forecast;

import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.Item;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;

/**
 * What the first questions of a dimension's items come to, taken from a few of them.
 *
 * @param read tokens that a model reads, of all items
 * @param written tokens that it writes at most
 */
record Workload(double read, double written) {
    /** Items of a scenario that are looked at. */
    private static final int LOOKED_AT = 8;

    static final Workload NONE = new Workload(0, 0);

    /** Of the selected items. Chat templates and what is asked about an answer are left out. */
    static Workload of(PlannedDimension dimension, Tokenizer tokenizer, Items items) {
        Workload all = NONE;
        for (PlannedScenario scenario : dimension.scenarios()) {
            int count = scenario.selection().size();
            if (count > 0) {
                all = all.plus(mean(dimension, scenario, tokenizer, items), count);
            }
        }
        return all;
    }

    private static Workload mean(
            PlannedDimension dimension, PlannedScenario scenario, Tokenizer tokenizer, Items items) {
        return PluginBorder.call(dimension.origin(), "items", () -> {
            int[] position = {0};
            try (Stream<Item> stream = scenario.scenario().items(items)) {
                Workload sum = NONE;
                int looked = 0;
                for (Item item : (Iterable<Item>) stream.sequential()
                        .filter(any -> scenario.selection().contains(position[0]++))
                        .limit(LOOKED_AT)::iterator) {
                    sum = sum.plus(of(item.first(), tokenizer), 1);
                    looked++;
                }
                return looked == 0 ? NONE : new Workload(sum.read / looked, sum.written / looked);
            }
        });
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
