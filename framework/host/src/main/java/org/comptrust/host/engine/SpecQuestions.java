package org.comptrust.host.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.comptrust.core.Comptrust;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.DeviceChoice;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.run.FirstQuestions;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.tokenizer.HfTokenizer;

/**
 * What the dimensions of an experiment ask of a model that stands in for those of the experiment.
 *
 * @param asked by dimension
 * @param dialogues how messages become text, as the experiment's first model has it
 */
record SpecQuestions(List<FirstQuestions.Asked> asked, Function<HfTokenizer, ChatRenderer> dialogues) {
    SpecQuestions {
        asked = List.copyOf(asked);
    }

    /**
     * Plans the experiment and reads items; loads no weight.
     *
     * @param spec the experiment
     * @param model folder of the model that is asked
     * @param dtype that it computes in
     * @param items of a dimension at most
     * @param tokens of a dimension at most, estimated
     * @param neighbours of a scenario at least, if it has them
     * @throws org.comptrust.core.spec.SpecException if something is wrong with the experiment
     * @throws org.comptrust.core.port.ModelException if the model's folder is not usable
     * @throws org.comptrust.core.port.PluginException if a plugin cannot give its items
     */
    static SpecQuestions read(
            Catalog catalog, Path spec, Path model, String dtype, int items, long tokens, int neighbours) {
        Path cache = EngineModels.defaultCache();
        try (Models models = new StandIn(EngineModels.start(cache), model, dtype)) {
            ExperimentPlan plan = new Comptrust(catalog, models, Optional.of(cache)).plan(spec);
            PlannedModel first = plan.models().get(0);
            String template = first.spec().chatTemplate();
            return new SpecQuestions(
                    FirstQuestions.of(plan, first, items, tokens, neighbours),
                    tokenizer -> EngineModels.dialogues(template, tokenizer));
        }
    }

    /** One model in place of each that a spec names. */
    private record StandIn(Models models, Path folder, String dtype) implements Models {
        @Override
        public Model open(ModelSpec spec) {
            return models.open(new ModelSpec(spec.name(), folder, dtype, spec.chatTemplate(), spec.paperTemplate()));
        }

        @Override
        public String quickerDtype(DeviceChoice devices) {
            return dtype;
        }

        @Override
        public void close() {
            models.close();
        }
    }
}
