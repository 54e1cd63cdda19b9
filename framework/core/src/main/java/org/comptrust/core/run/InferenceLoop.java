package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.journal.CellItems;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.JournalException;
import org.comptrust.core.journal.Reply;

/**
 * Asks a variant the questions of all its cells. A cell's questions fill groups of its own; what is left when its items are all read
 * shares groups with what the other cells left. So batches are full but for the last ones, and a cell that comes, goes or changes
 * alters the company of the others' last questions only, less than a group for each of them.
 *
 * <p>The next question of a dialogue waits like a first one. Groups follow from the order of items and from the answers alone: a run
 * that is taken up again forms the same groups, finds in the journal those that are whole there, and asks the others as a whole.
 */
final class InferenceLoop {
    private final VariantSession session;
    private final Journal journal;
    private final GroupBudget budget;
    private final Consumer<CellRun> over;
    private final Waiting shared;

    /** @param over told of each cell that is over, when its answers and grades are safe; perhaps more than once */
    InferenceLoop(VariantSession session, Journal journal, GroupBudget budget, Consumer<CellRun> over) {
        this.session = session;
        this.journal = journal;
        this.budget = budget;
        this.over = over;
        this.shared = new Waiting(budget);
    }

    /** Reads the items of a cell and asks what fills groups. A cell that fails says so itself. */
    void read(CellRun cell) {
        Waiting own = new Waiting(budget);
        try {
            cell.read(question -> {
                own.add(question);
                askFull(own);
            });
        } catch (CancelledException | JournalException | VariantSession.StaleVariantException end) {
            throw end;
        } catch (RuntimeException failure) {
            cell.fail(failure);
        }
        if (cell.isOver()) {
            over.accept(cell);
        } else {
            own.rest().forEach(shared::add);
            askFull(shared);
        }
    }

    /** Asks what is left of these cells, to the last question of the last dialogue. */
    void finish(Collection<CellRun> cells) {
        boolean asked = true;
        while (asked) {
            shared.closeAll();
            asked = askFull(shared);
            if (!asked) { // scorers last: the fuller their batches the better
                List<Question> next = new ArrayList<>();
                cells.forEach(cell -> next.addAll(consulted(cell)));
                next.forEach(shared::add);
                asked = !next.isEmpty();
            }
        }
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
    private boolean askFull(Waiting waiting) {
        Optional<List<Question>> group = waiting.full();
        boolean any = group.isPresent();
        while (group.isPresent()) {
            ask(
                    group.get().stream()
                            .filter(question -> question.cell().goesOn())
                            .toList(),
                    waiting);
            group = waiting.full();
        }
        return any;
    }

    private void ask(List<Question> group, Waiting waiting) {
        if (group.isEmpty()) {
            return;
        }
        Map<SeededRequest, Integer> positions = new LinkedHashMap<>(); // the same question is asked once
        group.forEach(question -> positions.putIfAbsent(session.same(question), positions.size()));
        Set<CellRun> cells = new LinkedHashSet<>();
        group.forEach(question -> cells.add(question.cell()));
        Answers answers;
        try {
            answers = session.answer(List.copyOf(positions.keySet()), budget.again());
        } catch (CancelledException | JournalException | VariantSession.StaleVariantException end) {
            throw end;
        } catch (RuntimeException failure) {
            cells.forEach(cell -> cell.fail(failure));
            return;
        }
        List<Question> next = new ArrayList<>();
        for (Question question : group) {
            int position = positions.get(session.same(question));
            CellRun cell = question.cell();
            try {
                if (cell.goesOn()) {
                    cell.answered(question.turn(), answers.each().get(position)).ifPresent(next::add);
                }
            } catch (CancelledException end) {
                throw end;
            } catch (RuntimeException fault) { // the answers are kept all the same: a mended plugin reads them again
                cell.fail(fault);
            }
        }
        store(answers, List.copyOf(positions.keySet()), cells);
        cells.stream()
                .filter(cell -> cell.goesOn() && cell.consultsMany())
                .forEach(cell -> next.addAll(consulted(cell)));
        next.forEach(waiting::add);
        cells.forEach(CellRun::report);
        cells.stream().filter(CellRun::isOver).forEach(over);
    }

    private void store(Answers answers, List<SeededRequest> asked, Set<CellRun> cells) {
        Map<String, CellItems> items = new LinkedHashMap<>();
        for (CellRun cell : cells) {
            if (!answers.stored() || cell.holdsMany()) {
                items.put(cell.key(), cell.takeItems());
            }
        }
        if (answers.stored()) {
            journal.put(items);
        } else {
            List<Optional<Reply>> replies =
                    answers.each().stream().map(Answers.Answer::reply).toList();
            journal.put(session.record().identity(), asked, replies, answers.timing(), items);
        }
    }
}
