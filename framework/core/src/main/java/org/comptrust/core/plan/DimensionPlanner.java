package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.data.LeftOut;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.option.CanonicalOptions;
import org.comptrust.core.option.OptionBinder;
import org.comptrust.core.option.Sweep;
import org.comptrust.core.paper.PaperTemplate;
import org.comptrust.core.paper.PaperTemplates;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.spec.ExperimentSpec.DimensionEntry;
import org.comptrust.core.spec.ExperimentSpec.ItemLimit;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;

/** Plans the dimensions of an experiment for one model, and counts and selects their items. */
final class DimensionPlanner {
    private static final String PAPER = "paper";

    private final Catalog catalog;
    private final ScorerPlanner scorers;
    private final Problems problems;
    private final long seed;
    private final Optional<Items> items;
    private final Optional<String> paperTemplate;
    private final String suffix;

    /**
     * @param scorers plans whom dimensions consult
     * @param items of the model; empty: dimensions and options are checked as far as that goes without one
     * @param paperTemplate the study's template for the model, if the spec names it
     * @param suffix names the model in problems, if there are several; or {@code ""}
     */
    DimensionPlanner(
            Catalog catalog,
            ScorerPlanner scorers,
            Problems problems,
            long seed,
            Optional<Items> items,
            Optional<String> paperTemplate,
            String suffix) {
        this.catalog = catalog;
        this.scorers = scorers;
        this.problems = problems;
        this.seed = seed;
        this.items = items;
        this.paperTemplate = paperTemplate;
        this.suffix = suffix;
    }

    List<PlannedDimension> plan(List<DimensionEntry> entries) {
        Map<String, Integer> uses = new LinkedHashMap<>();
        entries.forEach(entry -> ids(entry).forEach(id -> uses.merge(id.id(), 1, Integer::sum)));
        List<PlannedDimension> planned = new ArrayList<>();
        for (DimensionEntry entry : entries) {
            paperNeedsATemplate(entry);
            List<PlannedDimension> ofEntry = new ArrayList<>();
            for (Named id : ids(entry)) {
                String label = uses.get(id.id()) == 1 ? id.id() : entry.key() + "." + id.id();
                catalog.dimension(id.id())
                        .ifPresentOrElse(
                                extension -> ofEntry.addAll(typed(extension.value(), extension, entry, id, label)),
                                () -> Unknown.extension("dimension", id, catalog.dimensions(), catalog, problems));
            }
            new ScenarioChoice(entry).report(ofEntry, problems, suffix);
            planned.addAll(ofEntry);
        }
        Set<String> labels = new HashSet<>();
        planned.stream()
                .filter(dimension -> !labels.add(dimension.label()))
                .forEach(twice -> problems.add(
                        entries.get(0).place(), "two dimensions are named " + twice.label(), "Remove one of them."));
        return planned;
    }

    private void paperNeedsATemplate(DimensionEntry entry) {
        if (items.isPresent() && paperTemplate.isEmpty()) {
            entry.prompts().stream()
                    .filter(prompts -> prompts.id().equals(PAPER))
                    .forEach(prompts -> problems.add(
                            prompts.place(),
                            "the study's prompts need to know which of its templates the model gets" + suffix,
                            "Add paperTemplate to the model, one of " + String.join(", ", PaperTemplates.NAMES)
                                    + "; or write corrected."));
        }
    }

    private List<Named> ids(DimensionEntry entry) {
        return entry.all()
                ? catalog.dimensions().stream()
                        .map(id -> new Named(id, entry.place()))
                        .toList()
                : entry.use();
    }

    private <O extends Record> List<PlannedDimension> typed(
            TrustDimension<O> dimension, Extension<?> extension, DimensionEntry entry, Named id, String label) {
        Origin origin = extension.origin();
        List<PlannedDimension> planned = new ArrayList<>();
        try {
            Class<O> type = PluginBorder.call(origin, "plan", dimension::options);
            for (Sweep.Choice choice :
                    PluginBorder.call(origin, "plan", () -> Sweep.expand(entry.with(), type, problems))) {
                Place place = id.below(entry.place(), "with");
                Optional<O> options = PluginBorder.call(
                        origin, "plan", () -> new OptionBinder<>(type, problems).bind(choice.fields(), place));
                if (options.isPresent() && items.isPresent()) {
                    for (Named prompts : entry.prompts()) {
                        List<String> swept = new ArrayList<>();
                        if (entry.promptsList()) {
                            swept.add("prompts=" + prompts.id());
                        }
                        swept.addAll(choice.label());
                        String name = new Sweep.Choice(choice.fields(), swept).name(label);
                        Target target = new Target(entry, id, name, prompts.id().equals(PAPER));
                        planned.add(one(dimension, origin, options.get(), choice, target, items.get()));
                    }
                }
            }
        } catch (PluginException faulty) {
            planned.add(failed(new Target(entry, id, label, false), 0, origin, "{}", faulty));
        }
        return planned;
    }

    private <O extends Record> PlannedDimension one(
            TrustDimension<O> dimension, Origin origin, O value, Sweep.Choice choice, Target target, Items items) {
        String options = "{}";
        int version = 0;
        try {
            options = PluginBorder.call(origin, "plan", () -> CanonicalOptions.of(value));
            version = PluginBorder.call(origin, "plan", dimension::version);
            Optional<FolderDataSource> folder = target.entry().data().map(FolderDataSource::new);
            DataSource data = folder.map(DataSource.class::cast).orElseGet(NoData::new);
            Optional<PaperTemplate> paper =
                    paperTemplate.filter(name -> target.paper()).map(name -> PaperTemplates.read(data, name));
            PlacedOptions.ForDimension<O> inputs = new PlacedOptions.ForDimension<>(
                    value,
                    choice.fields(),
                    target.id().below(target.entry().place(), "with"),
                    problems,
                    suffix,
                    data,
                    paper.isPresent() ? PromptMode.PAPER : PromptMode.CORRECTED);
            int before = problems.size();
            TrustPlan plan = PluginBorder.call(origin, "plan", () -> dimension.plan(inputs));
            DimensionNeeds needs = PluginBorder.call(origin, "plan", plan::needs);
            Map<String, PlannedScorer> consulted = scorers.plan(needs, data, target.id());
            List<PlannedScenario> scenarios = problems.size() > before
                    ? List.of() // the spec must be mended first
                    : scenarios(plan, origin, target, items, folder, consulted.values());
            return new PlannedDimension(
                    target.label(),
                    target.id().id(),
                    version,
                    origin,
                    options,
                    paper,
                    limit(target),
                    target.entry().partial(),
                    Optional.of(plan),
                    PluginBorder.call(origin, "plan", plan::scale),
                    PluginBorder.call(origin, "plan", plan::personal),
                    scenarios,
                    consulted,
                    folder.map(FolderDataSource::hashes).map(Map::copyOf).orElse(Map.of()),
                    folder.flatMap(FolderDataSource::pack),
                    Optional.empty());
        } catch (PluginException | DataException cannot) {
            return failed(target, version, origin, options, cannot);
        }
    }

    private List<PlannedScenario> scenarios(
            TrustPlan plan,
            Origin origin,
            Target target,
            Items items,
            Optional<FolderDataSource> folder,
            Collection<PlannedScorer> consulted) {
        List<Scenario> all = PluginBorder.call(origin, "plan", plan::scenarios);
        if (all.isEmpty()) {
            throw new PluginException(origin, "plan", new IllegalStateException("it has no scenario"));
        }
        ScenarioChoice choice = new ScenarioChoice(target.entry());
        Optional<String> silent = consulted.stream()
                .flatMap(scorer -> scorer.unavailable().stream()
                        .map(why -> "scorer " + scorer.id() + " cannot rate texts: " + why))
                .findFirst();
        Map<String, List<String>> strata = new LinkedHashMap<>();
        Map<String, Optional<String>> unavailable = new LinkedHashMap<>();
        Map<String, LeftOut> badRows = new LinkedHashMap<>();
        Map<String, List<Item>> some = new LinkedHashMap<>();
        folder.ifPresent(FolderDataSource::takeLeftOut);
        for (Scenario scenario : all) {
            Optional<String> reason =
                    PluginBorder.call(origin, "plan", scenario::unavailable).or(() -> silent);
            if (unavailable.put(scenario.id(), reason) != null) {
                throw new PluginException(
                        origin, "plan", new IllegalStateException("two scenarios have the id " + scenario.id()));
            }
            if (reason.isEmpty() && choice.wants(scenario.id())) {
                ReadItems read = ReadItems.of(scenario, items, origin, folder);
                read.unreadable()
                        .ifPresentOrElse(
                                why -> unavailable.put(scenario.id(), Optional.of(why)),
                                () -> strata.put(scenario.id(), read.strata()));
                badRows.put(scenario.id(), read.badRows());
                some.put(scenario.id(), read.some());
            }
        }
        everyScenarioIsAsked(strata, target);
        Map<String, Selection> selected = ItemSelector.select(
                strata, target.entry().limit(), seed, target.id().id());
        return all.stream()
                .map(scenario -> new PlannedScenario(
                        scenario,
                        PluginBorder.call(origin, "plan", scenario::scored),
                        choice.wants(scenario.id()),
                        unavailable.get(scenario.id()),
                        strata.getOrDefault(scenario.id(), List.of()).size(),
                        some.getOrDefault(scenario.id(), List.of()),
                        selected.getOrDefault(scenario.id(), Selection.all(0)),
                        badRows.getOrDefault(scenario.id(), LeftOut.NONE)))
                .toList();
    }

    /** A scenario that is asked nothing would be missing in silence. */
    private void everyScenarioIsAsked(Map<String, List<String>> strata, Target target) {
        ItemLimit limit = target.entry().limit();
        long filled = strata.values().stream().filter(list -> !list.isEmpty()).count();
        if (limit.total().isPresent() && limit.total().getAsInt() < filled) {
            problems.add(
                    limit.place(),
                    target.id().id() + " has " + filled + " scenarios with items here, so a limit of "
                            + limit.total().getAsInt() + " leaves some without any" + suffix,
                    "Write items: { perScenario: N }, or at least " + filled + ", or choose with scenarios: [ ... ].");
        }
    }

    private PlannedDimension failed(Target target, int version, Origin origin, String options, RuntimeException why) {
        return new PlannedDimension(
                target.label(),
                target.id().id(),
                version,
                origin,
                options,
                Optional.empty(),
                limit(target),
                target.entry().partial(),
                Optional.empty(),
                Scale.POINTS,
                true,
                List.of(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.of(Failures.of(why)));
    }

    private static String limit(Target target) {
        ItemLimit limit = target.entry().limit();
        return limit.perScenario().isPresent()
                ? "per scenario " + limit.perScenario().getAsInt()
                : limit.total().toString();
    }

    /**
     * Which dimension of which entry is planned, and what it is called.
     *
     * @param paper whether the study's prompts are wanted
     */
    private record Target(DimensionEntry entry, Named id, String label, boolean paper) {}
}
