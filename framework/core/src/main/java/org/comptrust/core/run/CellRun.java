package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.port.Progress;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;

/**
 * Asks and grades the items of one cell. Items are asked in fixed groups, scenario by scenario in file order; a group that is not
 * whole in the journal is asked again as a whole, so an interrupted run ends with the same answers, bit for bit, as one that was
 * not.
 */
final class CellRun {
    /** Items of a group. Part of what answers depend on: another number is another experiment. */
    static final int GROUP = 32;

    /**
     * Most items of a group when a base is answered again to see what batching changes. A scenario that has fewer is cut in halves: asked
     * as a whole again, it would be found in the journal, and show no noise where nothing was measured.
     */
    static final int GROUP_AGAIN = 7;

    /** Most questions about one item; a scenario that asks more would ask for ever. */
    static final int MOST_STEPS = 32;

    /** Grades that may wait for the next transaction when their answers are in the journal already. */
    private static final int MOST_PENDING = 1024;

    private final CellId cell;
    private final PlannedDimension dimension;
    private final SelectedItems items;
    private final long seed;
    private final VariantSession session;
    private final Journal journal;
    private final Progress progress;
    private final String key;
    private final boolean again;

    private final List<GradedAnswer> pending = new ArrayList<>();
    private final List<ItemFailure> failures = new ArrayList<>();
    private int ordinal;

    CellRun(
            CellId cell,
            PlannedDimension dimension,
            SelectedItems items,
            long seed,
            VariantSession session,
            Journal journal,
            Progress progress,
            boolean again) {
        this.cell = cell;
        this.dimension = dimension;
        this.items = items;
        this.seed = seed;
        this.session = session;
        this.journal = journal;
        this.progress = progress;
        String once = RecipeKeys.cell(session.key(), dimension, seed);
        this.key = again ? RecipeKeys.again(once) : once;
        this.again = again;
    }

    /** Content key of the cell's grades. */
    String key() {
        return key;
    }

    /** Why the cell has no score; empty if every item was graded. */
    Optional<CellResult> run() {
        if (dimension.items() == 0) {
            return Optional.of(new CellResult.Skipped(nothingToAsk()));
        }
        Set<Capability> lacking = new TreeSet<>(PluginBorder.call(
                        dimension.origin(),
                        "plan",
                        () -> dimension.plan().orElseThrow().needs())
                .capabilities());
        lacking.removeAll(session.record().capabilities());
        if (!lacking.isEmpty()) {
            return Optional.of(new CellResult.Skipped("the model offers no " + lacking));
        }
        journal.clear(key);
        for (PlannedScenario scenario : dimension.scenarios()) {
            if (scenario.selection().size() > 0) {
                int groupSize = groupSize(scenario.selection().size());
                items.groups(dimension, scenario, groupSize, group -> ask(scenario, group));
            }
        }
        flush();
        return failures.isEmpty() ? Optional.empty() : Optional.of(failed());
    }

    private int groupSize(int items) {
        return again ? Math.min(GROUP_AGAIN, (items + 1) / 2) : GROUP;
    }

    private void ask(PlannedScenario scenario, List<Item> group) {
        List<Turn> open = new ArrayList<>();
        for (Item item : group) {
            open.add(new Turn(item, ordinal++, item.first(), List.of(), List.of()));
        }
        for (int step = 0; !open.isEmpty(); step++) {
            if (step == MOST_STEPS) {
                throw new PluginException(
                        dimension.origin(),
                        "grade",
                        new IllegalStateException("scenario " + scenario.id() + " asked " + MOST_STEPS
                                + " times about item " + open.get(0).item().id() + " and is not done"));
            }
            open = step(scenario, open, step);
            progress.step(cell.toString(), ordinal - open.size(), dimension.items());
        }
    }

    /** Asks each item's next question; gives the items that have another one. */
    private List<Turn> step(PlannedScenario scenario, List<Turn> open, int step) {
        List<SeededRequest> questions = open.stream()
                .map(turn -> new SeededRequest(
                        asked(turn.next()),
                        Sha256.seed(
                                seed, dimension.id(), scenario.id(), turn.item().id(), Integer.toString(step))))
                .toList();
        Answers answers = session.answer(questions);
        List<Turn> again = new ArrayList<>();
        Optional<PluginException> fault = Optional.empty();
        for (int i = 0; i < open.size() && fault.isEmpty(); i++) {
            Turn turn = open.get(i);
            Answers.Answer answer = answers.each().get(i);
            if (answer.response().isEmpty()) {
                failures.add(new ItemFailure(
                        scenario.id(), turn.item().id(), answer.failure().orElseThrow()));
                continue;
            }
            try {
                Turn answered =
                        turn.answered(read(turn.next(), answer.response().get()));
                Step next = PluginBorder.call(dimension.origin(), "grade", () -> scenario.scenario()
                        .next(turn.item(), answered.transcript()));
                if (next instanceof Step.Say say) {
                    again.add(answered.asking(say.request()));
                } else {
                    pending.add(new GradedAnswer(
                            turn.ordinal(),
                            scenario.id(),
                            turn.item().id(),
                            turn.item().tags(),
                            ((Step.Done) next).grade(),
                            answers.key(),
                            i,
                            turn.item().stratum()));
                }
            } catch (PluginException thrown) {
                fault = Optional.of(thrown); // after the answers are safe: a mended plugin reads them again
            }
        }
        store(questions, answers);
        fault.ifPresent(thrown -> {
            throw thrown;
        });
        return again;
    }

    /** What the model is asked: with the study's prompts, its template has made a text of the dialogue. */
    private Request asked(Request request) {
        return dimension.paper().map(template -> template.applied(request)).orElse(request);
    }

    /** What the scenario reads: the study's templates may cut answers. The journal keeps them whole. */
    private Response read(Request request, Response response) {
        return dimension
                .paper()
                .map(template -> template.cut(request.ask(), response))
                .orElse(response);
    }

    private void store(List<SeededRequest> questions, Answers answers) {
        if (!answers.stored() && answers.complete()) {
            journal.put(session.record().identity(), questions, answers.responses(), key, pending);
            pending.clear();
        } else if (pending.size() >= MOST_PENDING) {
            flush();
        }
    }

    private void flush() {
        if (!pending.isEmpty()) {
            journal.put(key, pending);
            pending.clear();
        }
    }

    private String nothingToAsk() {
        String reasons = dimension.scenarios().stream()
                .flatMap(scenario -> scenario.unavailable().stream().map(why -> scenario.id() + ": " + why))
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? "its scenarios have no items" : "no scenario can run here: " + reasons;
    }

    private CellResult.Failed failed() {
        ItemFailure first = failures.get(0);
        String count = failures.size() + " of " + dimension.items() + " items were not answered; first "
                + first.scenario() + "/" + first.item() + ": ";
        return new CellResult.Failed(Failures.kind(first.why()), count + Failures.message(first.why()));
    }

    /** An item that could not be answered. */
    private record ItemFailure(String scenario, String item, Throwable why) {}

    /** An item with what was asked and answered so far. */
    private record Turn(Item item, int ordinal, Request next, List<Request> asked, List<Response> answered) {
        Turn answered(Response response) {
            return new Turn(item, ordinal, next, plus(asked, next), plus(answered, response));
        }

        Turn asking(Request request) {
            return new Turn(item, ordinal, request, asked, answered);
        }

        Transcript transcript() {
            return new Transcript(asked, answered);
        }

        private static <T> List<T> plus(List<T> list, T last) {
            List<T> longer = new ArrayList<>(list);
            longer.add(last);
            return List.copyOf(longer);
        }
    }
}
