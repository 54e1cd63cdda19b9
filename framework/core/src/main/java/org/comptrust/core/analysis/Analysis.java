package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.journal.CellState;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.UnanswerableItem;
import org.comptrust.core.journal.VariantRecord;
import org.comptrust.core.plan.Decision;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.NoiseFloor;
import org.comptrust.core.result.ReaderCard;
import org.comptrust.core.result.VariantId;
import org.comptrust.core.spec.Correction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scores the grades of a journal. A pure function of plan and journal: nothing is asked again, nothing depends on time. */
public final class Analysis {
    private static final Logger LOG = LoggerFactory.getLogger(Analysis.class);

    private final ExperimentPlan plan;
    private final Journal journal;
    private final Margins margins;
    private final Judge judge;
    private final int resamples;
    private final Map<CellId, CellState> states;
    private final Set<CellId> planned;

    private final Map<CellId, CellResult> results = new LinkedHashMap<>();
    private final Map<CellId, Tests> tests = new LinkedHashMap<>();
    private final Map<CellId, Optional<NoiseFloor>> floors = new LinkedHashMap<>();

    private Analysis(ExperimentPlan plan, Journal journal, Margins margins, boolean intervals) {
        this.plan = plan;
        this.journal = journal;
        this.margins = margins;
        this.judge = new Judge(margins);
        this.resamples = intervals ? judge.resamples(plan.cells().size()) : 0;
        this.states = journal.cells();
        this.planned = Set.copyOf(plan.cells());
    }

    /** The results of what was run so far, judged as the plan says. */
    public static Results of(ExperimentPlan plan, Journal journal) {
        Decision decision = plan.decision();
        return of(
                plan,
                journal,
                new Margins(
                        decision.margin(),
                        Margins.DEFAULT.percent(),
                        decision.margins(),
                        decision.alpha(),
                        decision.correction() == Correction.HOLM));
    }

    /** The results of what was run so far. */
    public static Results of(ExperimentPlan plan, Journal journal, Margins margins) {
        return new Analysis(plan, journal, margins, true).results();
    }

    /** The scores alone, which takes a moment where intervals take a while. */
    public static Results scores(ExperimentPlan plan, Journal journal) {
        return new Analysis(plan, journal, Margins.DEFAULT, false).results();
    }

    private Results results() {
        Map<VariantId, VariantRecord> variants = new LinkedHashMap<>();
        Map<VariantId, Efficiency> efficiency = new LinkedHashMap<>();
        for (PlannedModel model : plan.models()) {
            for (PlannedDimension dimension : model.dimensions()) {
                score(model, dimension);
            }
            for (PlannedVariant variant : model.variants()) {
                VariantId id = new VariantId(model.spec().name(), variant.id());
                Optional<String> key = key(id, model);
                key.flatMap(journal::variant).ifPresent(found -> variants.put(id, found));
                key.map(journal::timings).ifPresent(found -> efficiency.put(id, Efficiency.of(found)));
            }
        }
        judge.judge(tests)
                .forEach((cell, judgement) -> results.computeIfPresent(cell, (id, result) -> {
                    CellResult.Scored scored = (CellResult.Scored) result;
                    return new CellResult.Scored(scored.score()
                            .with(scored.score().againstBase().orElseThrow().with(judgement)));
                }));
        List<CellOutcome> cells = new ArrayList<>();
        for (PlannedModel model : plan.models()) {
            for (PlannedVariant variant : model.variants()) {
                for (PlannedDimension dimension : model.dimensions()) {
                    CellId cell = model.cell(variant, dimension);
                    cells.add(new CellOutcome(cell, results.get(cell)));
                }
            }
        }
        Map<CellId, NoiseFloor> noise = new LinkedHashMap<>();
        floors.forEach((base, floor) -> floor.filter(found -> results.get(base) instanceof CellResult.Scored scored
                        && scored.score().score().compared().isPresent())
                .ifPresent(found -> noise.put(base, found)));
        return new Results(cells, variants, journal.about(), noise, efficiency, readers(), margins, resamples, cards());
    }

    private Map<String, ScorerCard> cards() {
        Map<String, ScorerCard> cards = new LinkedHashMap<>();
        plan.models().stream()
                .flatMap(model -> model.dimensions().stream())
                .flatMap(dimension -> dimension.scorers().values().stream())
                .forEach(scorer -> journal.card(scorer.key()).ifPresent(card -> cards.put(scorer.key(), card)));
        return cards;
    }

    /** A plugin that cannot read its own card has failed where it scores, too, or has no card to show. */
    private Map<String, ReaderCard> readers() {
        Map<String, ReaderCard> cards = new LinkedHashMap<>();
        for (PlannedModel model : plan.models()) {
            for (PlannedDimension dimension : model.dimensions()) {
                if (dimension.plan().isPresent() && !cards.containsKey(dimension.label())) {
                    try {
                        cards.put(
                                dimension.label(),
                                CardReading.of(dimension.plan().get(), dimension.origin()));
                    } catch (PluginException cannot) {
                        LOG.warn("{}", cannot.getMessage());
                    }
                }
            }
        }
        return cards;
    }

    private void score(PlannedModel model, PlannedDimension dimension) {
        Optional<Scoring> scoring = dimension
                .plan()
                .map(planned -> new Scoring(
                        dimension,
                        planned,
                        journal,
                        new Items(model.model().tokenizer()),
                        Sha256.seed(plan.seed(), "bootstrap", model.spec().name(), dimension.label()),
                        resamples,
                        margins.of(dimension.label(), dimension.id(), dimension.scale())));
        VariantId against = plan.decision().baseline(model.spec().name());
        CellId baseline = new CellId(against.model(), against.variant(), dimension.label());
        Optional<String> apart = apart(model, dimension, against);
        Optional<Sample> base = apart.isPresent() ? Optional.empty() : sample(baseline);
        for (PlannedVariant variant : model.variants()) {
            CellId cell = model.cell(variant, dimension);
            CellState state = states.get(cell);
            if (model.leftOut().contains(cell)) {
                results.put(cell, new CellResult.Skipped("the matrix section leaves it out"));
            } else if (dimension.failure().isPresent()) {
                results.put(cell, dimension.failure().get());
            } else if (state == null) {
                results.put(cell, new CellResult.Skipped("not run yet"));
            } else if (state.ended().isPresent()) {
                results.put(cell, state.ended().get());
            } else {
                Sample grades = cell.equals(baseline) && base.isPresent()
                        ? base.get()
                        : new Sample(journal.grades(state.key()));
                Optional<Sample> other = cell.equals(baseline) ? Optional.empty() : base;
                CellResult result = noted(
                        result(
                                cell,
                                scoring.orElseThrow(),
                                grades,
                                journal.unanswerable(state.key()),
                                other,
                                () -> Stream.of(cell.model(), against.model())
                                        .flatMap(one -> noise(one, dimension, scoring.orElseThrow()).stream())
                                        .mapToDouble(NoiseFloor::difference)
                                        .max()
                                        .orElse(0)),
                        journal.notes(state.key()));
                results.put(cell, apart.map(why -> remarked(result, why)).orElse(result));
            }
        }
    }

    /** Why a model cannot be compared with another one in a dimension, if it cannot. */
    private Optional<String> apart(PlannedModel model, PlannedDimension dimension, VariantId against) {
        if (dimension.scale() != Scale.RATIO
                || against.model().equals(model.spec().name())) {
            return Optional.empty();
        }
        return plan.models().stream()
                .filter(other -> other.spec().name().equals(against.model()))
                .filter(other -> tokens(other).isEmpty() || !tokens(other).equals(tokens(model)))
                .map(other -> "Not compared with " + against.model()
                        + ": it has another tokenizer, so a figure per token is of other tokens.")
                .findFirst();
    }

    /** What the model's tokens are, where that is known. */
    private static Optional<String> tokens(PlannedModel model) {
        return model.model().tokenizer().map(Tokenizer::identity);
    }

    private static CellResult remarked(CellResult result, String remark) {
        return result instanceof CellResult.Scored scored
                ? new CellResult.Scored(scored.score().with(remark))
                : result;
    }

    private static CellResult noted(CellResult result, Map<String, Integer> notes) {
        CellResult noted = result;
        for (Map.Entry<String, Integer> note : notes.entrySet()) {
            noted = remarked(noted, "Of " + note.getValue() + " of the answers: " + note.getKey());
        }
        return noted;
    }

    /** The grades of a cell that was run to its end and still belongs to the experiment. */
    private Optional<Sample> sample(CellId cell) {
        return Optional.ofNullable(states.get(cell))
                .filter(state -> state.ended().isEmpty() && planned.contains(cell))
                .map(state -> new Sample(journal.grades(state.key())));
    }

    /** @param noise of the models that are compared: the larger one's */
    private CellResult result(
            CellId cell,
            Scoring scoring,
            Sample grades,
            List<UnanswerableItem> unanswerable,
            Optional<Sample> base,
            DoubleSupplier noise) {
        try {
            Scoring.Measured measured = scoring.score(grades, unanswerable, base, noise.getAsDouble());
            measured.tests().ifPresent(found -> tests.put(cell, found));
            return new CellResult.Scored(measured.score());
        } catch (PluginException | DataException | ModelException failure) {
            return Failures.of(failure);
        }
    }

    /**
     * How much a model's base differs from itself, where that was measured.
     *
     * @throws PluginException if the plugin cannot score it
     */
    private Optional<NoiseFloor> noise(String model, PlannedDimension dimension, Scoring scoring) {
        CellId base = new CellId(model, PlannedVariant.BASE, dimension.label());
        Optional<NoiseFloor> known = floors.get(base);
        if (known == null) {
            CellState again = states.get(new CellId(model, NoiseFloor.AGAIN, dimension.label()));
            boolean measured = plan.decision().noiseFloor()
                    && again != null
                    && again.ended().isEmpty();
            known = measured
                    ? sample(base).flatMap(grades -> scoring.noise(grades, new Sample(journal.grades(again.key()))))
                    : Optional.empty();
            floors.put(base, known);
        }
        return known;
    }

    /** The journal's key of a variant that was in memory once. */
    private Optional<String> key(VariantId variant, PlannedModel model) {
        return model.dimensions().stream()
                .map(dimension -> new CellId(variant.model(), variant.variant(), dimension.label()))
                .flatMap(cell -> Optional.ofNullable(states.get(cell)).stream())
                .map(CellState::variant)
                .filter(key -> !key.isEmpty())
                .findFirst();
    }
}
