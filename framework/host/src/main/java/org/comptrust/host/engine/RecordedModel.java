package org.comptrust.host.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.recorded.RecordedAnswers;
import org.comptrust.core.recorded.RecordedHandle;

/** A model of which only answers are known. */
final class RecordedModel implements Models.Model {
    private final EngineModels models;
    private final ModelSource.Recorded source;
    private final RecordedAnswers answers;

    private RecordedModel(EngineModels models, ModelSource.Recorded source, RecordedAnswers answers) {
        this.models = models;
        this.source = source;
        this.answers = answers;
    }

    /** @throws ModelException if the answers cannot be read; names file and line */
    static RecordedModel open(EngineModels models, ModelSource.Recorded source) {
        try {
            return new RecordedModel(models, source, RecordedAnswers.read(source.responses()));
        } catch (DataException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    @Override
    public Optional<ModelShape> shape() {
        return Optional.empty();
    }

    @Override
    public Optional<Tokenizer> tokenizer() {
        return Optional.empty();
    }

    /** Whatever was asked: an answer that lacks a log-likelihood says so when it is read. */
    @Override
    public Optional<Set<Capability>> capabilities() {
        return Optional.of(EnumSet.of(Capability.GENERATE, Capability.SAMPLE, Capability.LOG_LIKELIHOOD));
    }

    @Override
    public double storedBits(LinearShape linear) {
        throw new IllegalStateException("recorded answers have no shape");
    }

    @Override
    public Lease acquire(VariantRecipe recipe, Progress progress) {
        if (recipe.checkpoint().isPresent()) {
            return models.open(recipe.checkpoint().get())
                    .acquire(new VariantRecipe(List.of(), recipe.seed()), progress);
        }
        return new PlainLease(
                new RecordedHandle(answers, recipe.seed()),
                VariantFacts.elsewhere(Map.of(
                        "answers from", source.responses().toString(), "answers", Integer.toString(answers.size()))));
    }
}
