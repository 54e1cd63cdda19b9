package org.comptrust.core.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.comptrust.api.CancelledException;
import org.comptrust.core.journal.AnswerPlace;
import org.comptrust.core.journal.CellItems;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.JournalException;
import org.comptrust.core.journal.Reply;

/**
 * Asks a variant the questions of all its cells. A cell's questions fill groups of its own; what is left when its items are all read
 * shares groups with what the other cells left. So batches are full but for the last ones, and a cell that comes, goes or changes
 * alters the company of the others' last questions only, less than a group for each of them. A question that comes again, from
 * whichever cell, gets the answer of the first time.
 *
 * <p>While the model works on a group, the next one is on its way to it; answers are written down when they are there, and read when
 * the next group is asked.
 * The next question of a dialogue waits like a first one. Groups follow from the order of items and from the answers alone: a run
 * that is taken up again forms the same groups, finds in the journal those that are whole there, and asks the others as a whole.
 */
final class InferenceLoop {
    /** Groups that are asked before the oldest is read. */
    private static final int AHEAD = 2;

    private final VariantSession session;
    private final Journal journal;
    private final GroupBudget budget;
    private final Consumer<CellRun> over;
    private final Waiting<DistinctQuestion> shared;
    private final Deque<Flight> flights = new ArrayDeque<>();
    private final Map<String, DistinctQuestion> open = new HashMap<>();
    private final Map<String, AnswerPlace> answered = new HashMap<>();
    private final Map<String, Answers.Answer> failed = new HashMap<>();

    /** @param over told of each cell that is over, when its answers and grades are safe; perhaps more than once */
    InferenceLoop(VariantSession session, Journal journal, GroupBudget budget, Consumer<CellRun> over) {
        this.session = session;
        this.journal = journal;
        this.budget = budget;
        this.over = over;
        this.shared = new Waiting<>(budget);
    }

    /** Reads the items of a cell and asks what fills groups. A cell that fails says so itself. */
    void read(CellRun cell) {
        Waiting<DistinctQuestion> own = new Waiting<>(budget);
        try {
            cell.read(question -> {
                add(question, own);
                askFull(own);
            });
        } catch (CancelledException | JournalException | VariantSession.StaleVariantException end) {
            throw end;
        } catch (RuntimeException failure) {
            cell.fail(failure);
        }
        if (cell.isOver()) {
            over.accept(cell);
        }
        own.join(shared, this::isWanted); // of a cell that failed, what others wait for too
        askFull(shared);
    }

    /** Asks what is left of these cells, to the last question of the last dialogue. */
    void finish(Collection<CellRun> cells) {
        boolean asked = true;
        while (asked) {
            land(0);
            shared.closeAll();
            asked = askFull(shared);
            if (!asked) { // scorers last: the fuller their batches the better
                List<Question> next = new ArrayList<>();
                cells.forEach(cell -> next.addAll(consulted(cell)));
                next.forEach(question -> add(question, shared));
                asked = !next.isEmpty();
            }
        }
    }

    /** Lets a question wait for a group; or for an answer that is on its way; or reads the answer that is there. */
    private void add(Question question, Waiting<DistinctQuestion> waiting) {
        Deque<Question> rest = new ArrayDeque<>(List.of(question));
        while (!rest.isEmpty()) {
            Question next = rest.remove();
            DistinctQuestion distinct = session.distinct(next);
            String id = distinct.id();
            if (open.containsKey(id)) {
                open.get(id).add(next);
            } else if (answered.containsKey(id) || failed.containsKey(id)) {
                rest.addAll(known(next, id));
            } else {
                open.put(id, distinct);
                waiting.add(distinct);
            }
        }
    }

    /** Reads an answer that another question got, and gives what is asked next. */
    private List<Question> known(Question question, String id) {
        Answers.Answer answer = failed.containsKey(id) ? failed.get(id) : stored(answered.get(id));
        List<Question> next = new ArrayList<>();
        read(question, answer).ifPresent(next::add);
        CellRun cell = question.cell();
        if (cell.holdsMany()) {
            journal.put(Map.of(cell.key(), cell.takeItems()));
        }
        if (cell.goesOn() && cell.consultsMany()) {
            next.addAll(consulted(cell));
        }
        return next;
    }

    private Answers.Answer stored(AnswerPlace place) {
        Reply reply = journal.reply(place.group(), place.position())
                .orElseThrow(() -> new IllegalStateException("no answer at " + place));
        return Answers.Answer.of(reply, place.group(), place.position());
    }

    /** Has scorers asked what waits for them. A cell that fails says so itself. */
    private List<Question> consulted(CellRun cell) {
        List<Question> next = List.of();
        try {
            next = cell.consult();
        } catch (CancelledException | JournalException end) {
            throw end;
        } catch (RuntimeException failure) {
            cell.fail(failure);
        }
        journal.put(Map.of(cell.key(), cell.takeItems()));
        cell.report();
        if (cell.isOver()) {
            over.accept(cell);
        }
        return next;
    }

    /** Asks all full groups, those included that fill meanwhile. Gives whether there were any. */
    private boolean askFull(Waiting<DistinctQuestion> waiting) {
        Optional<List<DistinctQuestion>> group = waiting.full();
        boolean any = group.isPresent();
        while (group.isPresent()) {
            ask(group.get(), waiting);
            land(AHEAD - 1);
            group = waiting.full();
        }
        return any;
    }

    /** Whether some cell still wants the answer; if not, it is not waited for any more. */
    private boolean isWanted(DistinctQuestion question) {
        if (!question.isWanted()) {
            open.remove(question.id());
        }
        return question.isWanted();
    }

    private void ask(List<DistinctQuestion> full, Waiting<DistinctQuestion> waiting) {
        List<DistinctQuestion> group = full.stream().filter(this::isWanted).toList();
        if (group.isEmpty()) {
            return;
        }
        try {
            flights.add(new Flight(group, waiting, session.ask(group, budget.again())));
        } catch (CancelledException | JournalException | VariantSession.StaleVariantException end) {
            throw end;
        } catch (RuntimeException failure) {
            refused(group, failure);
        }
    }

    /** Reads the answers of the oldest groups, until so many are left that were asked. */
    private void land(int left) {
        while (flights.size() > left) {
            land(flights.remove());
        }
    }

    private void land(Flight flight) {
        Answers answers;
        try {
            answers = flight.answers().get();
        } catch (CancelledException | JournalException | VariantSession.StaleVariantException end) {
            throw end;
        } catch (RuntimeException failure) {
            refused(flight.group(), failure);
            return;
        }
        Set<CellRun> cells = cells(flight.group());
        List<Question> next = new ArrayList<>();
        for (int i = 0; i < flight.group().size(); i++) {
            DistinctQuestion question = flight.group().get(i);
            Answers.Answer answer = answers.each().get(i);
            open.remove(question.id());
            if (answer.reply().isPresent()) {
                answered.put(question.id(), new AnswerPlace(answer.group(), answer.position()));
            } else {
                failed.put(question.id(), answer);
            }
            question.askers().forEach(asker -> read(asker, answer).ifPresent(next::add));
        }
        store(cells, answers.known());
        cells.stream()
                .filter(cell -> cell.goesOn() && cell.consultsMany())
                .forEach(cell -> next.addAll(consulted(cell)));
        next.forEach(question -> add(question, flight.waiting()));
        cells.forEach(CellRun::report);
        cells.stream().filter(CellRun::isOver).forEach(over);
    }

    /** A cell that cannot read the answer fails and says so itself; the answer is kept: a mended plugin reads it again. */
    private static Optional<Question> read(Question question, Answers.Answer answer) {
        CellRun cell = question.cell();
        try {
            return cell.goesOn() ? cell.answered(question.turn(), answer) : Optional.empty();
        } catch (CancelledException end) {
            throw end;
        } catch (RuntimeException fault) {
            cell.fail(fault);
            return Optional.empty();
        }
    }

    private void refused(List<DistinctQuestion> group, RuntimeException failure) {
        group.forEach(question -> open.remove(question.id()));
        cells(group).forEach(cell -> cell.fail(failure));
    }

    private static Set<CellRun> cells(List<DistinctQuestion> group) {
        return group.stream()
                .flatMap(question -> question.askers().stream())
                .map(Question::cell)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** @param later whether they may wait for company: their answers were in the journal before this run */
    private void store(Set<CellRun> cells, boolean later) {
        Map<String, CellItems> items = new LinkedHashMap<>();
        for (CellRun cell : cells) {
            if (!later || cell.holdsMany()) {
                items.put(cell.key(), cell.takeItems());
            }
        }
        journal.put(items);
    }

    /**
     * A group that was asked and not read yet.
     *
     * @param waiting where the next questions of its dialogues wait
     * @param answers waits for them
     */
    private record Flight(List<DistinctQuestion> group, Waiting<DistinctQuestion> waiting, Supplier<Answers> answers) {}
}
