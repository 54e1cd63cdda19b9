package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Step;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.journal.AnswerPlace;
import org.comptrust.core.journal.CellItems;
import org.comptrust.core.journal.CellState;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.Reply;
import org.comptrust.core.journal.UnanswerableItem;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.port.NotRecordedException;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.port.Progress;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One cell of a run: what it asks, scenario by scenario in file order, and what becomes of the answers. */
final class CellRun {
    /** Most questions and consultations about one item; a scenario that asks more would ask for ever. */
    static final int MOST_STEPS = 32;

    /** Items that may wait for the next transaction when their answers are in the journal already. */
    private static final int MOST_PENDING = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(CellRun.class);

    private final CellId cell;
    private final PlannedDimension dimension;
    private final SelectedItems items;
    private final long seed;
    private final VariantSession session;
    private final Journal journal;
    private final Progress progress;
    private final String key;

    private final List<GradedAnswer> graded = new ArrayList<>();
    private final List<UnanswerableItem> unanswerable = new ArrayList<>();
    private final Consultations consultations;
    private final List<ItemFailure> failures = new ArrayList<>();
    private Optional<CellResult> ended = Optional.empty();
    private int read;
    private int done;
    private int reported;

    /** @param key content key of the cell's grades */
    CellRun(
            CellId cell,
            String key,
            PlannedDimension dimension,
            SelectedItems items,
            long seed,
            VariantSession session,
            Journal journal,
            Progress progress) {
        this.cell = cell;
        this.key = key;
        this.dimension = dimension;
        this.items = items;
        this.seed = seed;
        this.session = session;
        this.journal = journal;
        this.progress = progress;
        this.consultations = new Consultations(cell, dimension, journal, session, progress);
    }

    CellId cell() {
        return cell;
    }

    /** Content key of the cell's grades. */
    String key() {
        return key;
    }

    /** Whether nothing ended it early. */
    boolean goesOn() {
        return ended.isEmpty();
    }

    /** Ends it. The first reason counts. */
    void fail(RuntimeException why) {
        LOG.debug("{}", cell, why);
        end(Failures.of(why));
    }

    /** Ends it before its items are asked. */
    void end(CellResult result) {
        ended = ended.or(() -> Optional.of(result));
    }

    /**
     * Hands out the first question of each item.
     *
     * @throws PluginException if the plugin cannot give its items; questions before that were handed out
     */
    void read(Consumer<Question> asker) {
        if (dimension.items() == 0) {
            end(new CellResult.Skipped(nothingToAsk()));
            return;
        }
        Set<Capability> lacking = new TreeSet<>(PluginBorder.call(
                        dimension.origin(),
                        "plan",
                        () -> dimension.plan().orElseThrow().needs())
                .capabilities());
        lacking.removeAll(session.record().capabilities());
        if (!lacking.isEmpty()) {
            end(new CellResult.Skipped("the model offers no " + lacking));
            return;
        }
        journal.begin(cell, new CellState(key, session.key(), Optional.empty()));
        for (PlannedScenario scenario : dimension.scenarios()) {
            if (scenario.selection().size() > 0 && goesOn()) {
                items.each(dimension, scenario, item -> {
                    asker.accept(question(Turn.first(scenario, item, read++)));
                    return goesOn();
                });
            }
        }
    }

    /**
     * Reads an answer.
     *
     * @return the item's next question, if it has one
     * @throws PluginException if the plugin cannot read it
     */
    Optional<Question> answered(Turn turn, Answers.Answer answer) {
        if (answer.failure().isPresent()) {
            failures.add(new ItemFailure(
                    turn.scenario().id(), turn.item().id(), answer.failure().get()));
            done++;
            return Optional.empty();
        }
        Reply reply = answer.reply().orElseThrow();
        if (reply instanceof Reply.TooLong tooLong) {
            unanswerable.add(new UnanswerableItem(
                    turn.ordinal(), turn.scenario().id(), turn.item().id(), tooLong));
            done++;
            return Optional.empty();
        }
        Turn answered = turn.answered(
                cut(turn.next(), reply.response().orElseThrow()), new AnswerPlace(answer.group(), answer.position()));
        return went(answered, answer.group(), answer.position());
    }

    /** Whether so many texts wait for scorers that they should be asked. */
    boolean consultsMany() {
        return consultations.isFull();
    }

    /**
     * Asks scorers what waits for them.
     *
     * @return the next questions of the items, of those that have one
     * @throws PluginException if a scorer fails, or the plugin cannot read what it says
     * @throws org.comptrust.api.trust.ScorerException if a scorer cannot work
     */
    List<Question> consult() {
        List<Question> next = new ArrayList<>();
        while (goesOn() && !consultations.isEmpty()) {
            for (Consultations.Consulted consulted : consultations.ask()) {
                went(consulted.turn(), consulted.group(), consulted.position()).ifPresent(next::add);
            }
        }
        return next;
    }

    /** What comes after an answer or a consultation. */
    private Optional<Question> went(Turn turn, String group, int position) {
        Step next = PluginBorder.call(
                dimension.origin(), "grade", () -> turn.scenario().scenario().next(turn.item(), turn.transcript()));
        if (!(next instanceof Step.Done done)) {
            if (turn.steps() == MOST_STEPS) {
                throw new PluginException(
                        dimension.origin(),
                        "grade",
                        new IllegalStateException("scenario " + turn.scenario().id() + " asked " + MOST_STEPS
                                + " times about item " + turn.item().id() + " and is not done"));
            }
            if (next instanceof Step.Say say) {
                return Optional.of(question(turn.asking(say.request())));
            }
            consultations.add(turn, group, position, ((Step.Consult) next).inputs());
            return Optional.empty();
        }
        Item item = turn.item();
        graded.add(new GradedAnswer(
                turn.ordinal(),
                turn.scenario().id(),
                item.id(),
                item.tags(),
                done.grade(),
                group,
                position,
                item.stratum(),
                turn.droppedShots(),
                turn.places().subList(0, turn.places().size() - 1)));
        this.done++;
        return Optional.empty();
    }

    /** Tells how far it came, if it came further. */
    void report() {
        if (done > reported && goesOn()) {
            reported = done;
            progress.step(cell.toString(), done, dimension.items());
        }
    }

    /** Whether so many items wait that they should be written. */
    boolean holdsMany() {
        return graded.size() + unanswerable.size() >= MOST_PENDING;
    }

    /** The items that are done and not in the journal yet; they wait here no longer. */
    CellItems takeItems() {
        CellItems items = new CellItems(graded, unanswerable);
        graded.clear();
        unanswerable.clear();
        return items;
    }

    /**
     * Why the cell has no score, when all was asked; empty if every item was graded or is too long for the model. Answers that nobody
     * recorded are missing from a partial score, and from no other.
     */
    Optional<CellResult> result() {
        boolean missingOnly = failures.stream().allMatch(failure -> failure.why() instanceof NotRecordedException);
        boolean scored =
                failures.isEmpty() || (missingOnly && dimension.partial() && failures.size() < dimension.items());
        return ended.or(() -> scored ? Optional.empty() : Optional.of(unanswered()));
    }

    /** Whether all its items were read and are done, or something ended it. */
    boolean isOver() {
        return !goesOn() || done == dimension.items();
    }

    private Question question(Turn turn) {
        return new Question(this, turn, turn.asked(dimension, seed));
    }

    /** What the scenario reads: the study's templates may cut answers. The journal keeps them whole. */
    private Response cut(Request request, Response response) {
        return dimension
                .paper()
                .map(template -> template.cut(request.ask(), response))
                .orElse(response);
    }

    private String nothingToAsk() {
        String reasons = dimension.scenarios().stream()
                .flatMap(scenario -> scenario.unavailable().stream().map(why -> scenario.id() + ": " + why))
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? "its scenarios have no items" : "no scenario can run here: " + reasons;
    }

    private CellResult.Failed unanswered() {
        ItemFailure first = failures.get(0);
        String count = failures.size() + " of " + dimension.items() + " items were not answered; first "
                + first.scenario() + "/" + first.item() + ": ";
        return new CellResult.Failed(Failures.kind(first.why()), count + Failures.message(first.why()));
    }

    /** An item that could not be answered. */
    private record ItemFailure(String scenario, String item, Throwable why) {}
}
