package org.comptrust.core.plan;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.ScorerPlan;
import org.comptrust.api.trust.TextScorer;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.option.CanonicalOptions;
import org.comptrust.core.option.OptionBinder;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.ExperimentSpec.ScorerEntry;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.Suggestion;

/** Finds and plans the scorers that dimensions consult. */
final class ScorerPlanner {
    private final Catalog catalog;
    private final Problems problems;
    private final Map<String, ScorerEntry> entries;
    private final Optional<Path> cache;
    private final String suffix;
    private final Set<String> roles = new LinkedHashSet<>();

    /**
     * @param entries by role, as the spec says
     * @param cache folder in which each scorer has its own
     * @param suffix names the model in problems, if there are several; or {@code ""}
     */
    ScorerPlanner(
            Catalog catalog, Problems problems, Map<String, ScorerEntry> entries, Optional<Path> cache, String suffix) {
        this.catalog = catalog;
        this.problems = problems;
        this.entries = entries;
        this.cache = cache;
        this.suffix = suffix;
    }

    /** Looks for the scorers that the spec names. */
    void check() {
        entries.values().forEach(entry -> entry.use()
                .filter(id -> catalog.scorer(id.id()).isEmpty())
                .ifPresent(id -> Unknown.extension("scorer", id, catalog.scorers(), catalog, problems)));
    }

    /** Reports roles of the spec that no dimension which was planned has. */
    void checkRoles() {
        entries.values().stream()
                .filter(entry -> !roles.contains(entry.role()))
                .forEach(entry -> problems.add(
                        entry.place(),
                        "no dimension here asks for a scorer of the role \"" + Suggestion.shorten(entry.role()) + '"',
                        roles.isEmpty()
                                ? "Leave it out: none asks for a scorer."
                                : Suggestion.of(entry.role(), roles)));
    }

    /**
     * The scorers of a dimension by role; some may be missing if problems were found.
     *
     * @param data of the dimension
     * @param place of the dimension
     */
    Map<String, PlannedScorer> plan(DimensionNeeds needs, DataSource data, Named dimension) {
        Map<String, PlannedScorer> planned = new LinkedHashMap<>();
        needs.scorers().forEach((role, proposed) -> {
            roles.add(role);
            Optional<ScorerEntry> entry = Optional.ofNullable(entries.get(role));
            Optional<Named> named = entry.flatMap(ScorerEntry::use);
            Named id = named.orElseGet(
                    () -> new Named(proposed, entry.map(ScorerEntry::place).orElse(dimension.place())));
            if (id.id().isEmpty()) {
                problems.add(
                        id.place(),
                        "dimension " + dimension.id() + " needs a scorer of the role " + role + suffix,
                        "Add scorers: { " + role + ": { use: id } }. " + Suggestion.of("", catalog.scorers()));
                return;
            }
            Optional<Extension<Scorer<?>>> found = catalog.scorer(id.id());
            if (found.isPresent()) {
                DataSource source = entry.flatMap(ScorerEntry::data)
                        .<DataSource>map(FolderDataSource::new)
                        .orElse(data);
                typed(found.get().value(), found.get(), role, id, entry, source)
                        .ifPresent(scorer -> planned.put(role, scorer));
            } else if (named.isEmpty()) { // of one that the spec names, check() has said it
                Unknown.extension("scorer", id, catalog.scorers(), catalog, problems);
            }
        });
        return planned;
    }

    private <O extends Record> Optional<PlannedScorer> typed(
            Scorer<O> scorer,
            Extension<?> extension,
            String role,
            Named id,
            Optional<ScorerEntry> entry,
            DataSource data) {
        Class<O> type = PluginBorder.call(extension.origin(), "plan", scorer::options);
        Place place = id.below(entry.map(ScorerEntry::place).orElse(id.place()), "with");
        Map<String, SpecNode.Field> fields = entry.map(ScorerEntry::with).orElse(Map.of());
        Optional<O> bound = PluginBorder.call(
                extension.origin(), "plan", () -> new OptionBinder<>(type, problems).bind(fields, place));
        if (bound.isEmpty()) {
            return Optional.empty();
        }
        DataSource own = data instanceof FolderDataSource folder ? folder.again() : data; // it hashes what it opens
        PlacedOptions.ForScorer<O> inputs = new PlacedOptions.ForScorer<>(
                bound.get(), fields, place, problems, suffix, own, cache.map(folder -> folder.resolve(id.id())));
        int before = problems.size();
        ScorerPlan plan = PluginBorder.call(extension.origin(), "plan", () -> scorer.plan(inputs));
        if (problems.size() > before) {
            return Optional.empty();
        }
        String identity = PluginBorder.call(extension.origin(), "plan", plan::identity);
        Map<String, String> hashes = own instanceof FolderDataSource folder ? folder.hashes() : Map.of();
        return Optional.of(new PlannedScorer(
                role,
                id.id(),
                extension.origin(),
                PluginBorder.call(extension.origin(), "plan", () -> CanonicalOptions.of(bound.get())),
                (TextScorer) plan,
                PlannedScorer.key(id.id(), identity, hashes),
                PluginBorder.call(extension.origin(), "plan", plan::unavailable)));
    }
}
