package org.comptrust.quickstart;

import java.util.Locale;
import org.comptrust.quickstart.training.Dimensions;
import org.comptrust.quickstart.training.TrainingPlan;

/** The README of the model folder: what the model is, what it was trained on, what it is good for. */
final class ModelCard {
    private ModelCard() {}

    static String of(TrainingPlan plan, double loss) {
        Dimensions d = plan.dimensions();
        long steps = plan.schedule().steps();
        return String.format(
                Locale.ROOT,
                """
                ---
                license: apache-2.0
                language: en
                ---
                # comptrust quickstart

                A language model of %,d weights in LLaMA architecture, trained by comptrust's own code on text that comptrust's own
                code writes; no other text was read. It exists so that compression and trust can be tried out within minutes,
                without a download. It knows a few everyday verdicts and how to tell a very short story, and nothing else: what it
                says about the world is worth nothing.

                | | |
                |---|---|
                | size | hidden %d, %d blocks, %d query and %d key/value heads, MLP %d, vocabulary %d, context %d, tied head |
                | stored as | float16, trained in float32 |
                | seed | %d |
                | training | %,d steps of %,d tokens, %,d in all; AdamW, learning rate up to %s |
                | loss | %.4f nats per token, answers weighted, on text that no step has read |
                | licence | Apache-2.0, as comptrust |

                Made by the class org.comptrust.quickstart.Train. What it gets right, measured on held-out questions, stands in
                comptrust's documentation under quickstart-model.md.

                There is no chat template: a dialogue is its messages' texts, one per line, and what the model writes next is its
                answer.
                """,
                d.weights(),
                d.hidden(),
                d.blocks(),
                d.heads(),
                d.kvHeads(),
                d.inner(),
                d.vocabulary(),
                d.positions(),
                plan.seed(),
                steps,
                plan.tokensPerStep(),
                steps * plan.tokensPerStep(),
                plan.schedule().peak(),
                loss);
    }
}
