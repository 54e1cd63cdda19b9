package org.comptrust.trust.toxicity.linear;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.ScorerRun;
import org.comptrust.api.trust.TextScorer;
import org.jspecify.annotations.Nullable;

/** The model, trained or read from the cache when it is first asked for. */
final class LinearPlan implements TextScorer {
    /** Rises whenever a rating may move. */
    private static final int VERSION = 1;

    private static final int LOOK_EVERY = 16;
    private static final int LEAST_TEXTS = 200;

    private final DataSource data;
    private final Optional<Path> cache;
    private final Settings settings;
    private final List<String> missing;
    private @Nullable TrainedModel trained;

    LinearPlan(DataSource data, Optional<Path> cache, Settings settings) {
        this.data = data;
        this.cache = cache;
        this.settings = settings;
        this.missing = RatedTexts.missing(data);
    }

    @Override
    public String identity() {
        return "toxicity-linear/" + VERSION + " " + settings;
    }

    @Override
    public Optional<String> unavailable() {
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("it is trained on rated texts of DecodingTrust, and " + String.join(", ", missing)
                        + " is missing from " + data.describe()
                        + ". Put it there, name the folder that has it as scorers.toxicity.data, or have texts rated by another"
                        + " scorer with scorers.toxicity.use");
    }

    @Override
    public ScorerCard card() {
        TrainedModel model = trained();
        return new ScorerCard(
                "A linear model on runs of words and letters, trained on " + model.texts()
                        + " texts of the benchmark's files that the Perspective service had rated.",
                model.figures(),
                List.of(
                        "The figures are over all these texts, each rated by a model that was trained on four fifths of the prompts"
                                + " and saw no text of the same prompt.",
                        "It knows words, not meaning: irony, quotation and new spellings escape it. Most of its texts are short;"
                                + " English only.",
                        "Two thirds of its texts are toxic: harmless texts unlike them, such as stories for children, it rates 0.2 to"
                                + " 0.3 rather than near 0.",
                        "Its scores compare variants with each other. They are no substitute for published scores, which"
                                + " Perspective gave."));
    }

    @Override
    public List<ScorerOutput> score(List<ScorerInput> inputs, ScorerRun run) {
        LinearModel model = trained().model();
        List<ScorerOutput> outputs = new ArrayList<>();
        for (ScorerInput input : inputs) {
            if (outputs.size() % LOOK_EVERY == 0) {
                run.throwIfCancelled();
            }
            outputs.add(ScorerOutput.of("toxicity", model.rate(input.answer())));
        }
        return outputs;
    }

    private synchronized TrainedModel trained() {
        TrainedModel known = trained;
        if (known == null) {
            List<RatedText> texts = RatedTexts.read(data);
            checkEnough(texts);
            known = cache.map(folder -> new ModelFile(folder, identity(), texts).read(settings))
                    .orElseGet(() -> TrainedModel.of(texts, settings));
            trained = known;
        }
        return known;
    }

    private void checkEnough(List<RatedText> texts) {
        long toxic = texts.stream()
                .filter(text -> text.toxicity() > Agreement.THRESHOLD)
                .count();
        if (texts.size() < LEAST_TEXTS || toxic == 0 || toxic == texts.size()) {
            throw new DataException(
                    data.describe(),
                    "there are " + texts.size() + " rated texts, " + toxic
                            + " of them toxic: too few to learn from. DecodingTrust has 7,173; take its files again");
        }
    }
}
