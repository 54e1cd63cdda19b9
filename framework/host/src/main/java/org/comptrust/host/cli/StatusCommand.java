package org.comptrust.host.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.comptrust.core.journal.RunStatus;
import org.comptrust.core.journal.RunStatus.CellStatus;
import org.comptrust.core.journal.RunStatus.State;
import org.comptrust.host.text.Json;
import org.comptrust.host.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how far a run came. */
@Command(
        name = "status",
        description = "Shows how far a run came, also while it goes on: what is done, open and failed.")
final class StatusCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    ResultsFolder results = new ResultsFolder();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RunStatus status = RunStatus.read(results.of(session));
        session.terminal().print(json ? Json.text(asJson(status)) : text(status));
        return ExitCode.DONE;
    }

    private static String text(RunStatus status) {
        List<String> counts = new ArrayList<>();
        for (State state : State.values()) {
            if (status.count(state) > 0) {
                counts.add(status.count(state) + " " + word(state));
            }
        }
        StringBuilder text = new StringBuilder(status.folder()
                + (status.running() ? ": running, " : ": not running, ")
                + status.cells().size() + " cells: " + String.join(", ", counts) + "; " + status.answers()
                + " answers in the journal");
        TextTable table = new TextTable("model", "variant", "dimension", "state", "items", "too long", "why");
        for (CellStatus cell : status.cells()) {
            table.row(
                    cell.cell().model(),
                    cell.cell().variant(),
                    cell.cell().dimension(),
                    word(cell.state()),
                    done(cell) == cell.items() || done(cell) == 0
                            ? String.valueOf(cell.items())
                            : done(cell) + " of " + cell.items(),
                    cell.unanswerable() == 0 ? "" : String.valueOf(cell.unanswerable()),
                    cell.message());
        }
        return text.append("\n\n").append(table).toString();
    }

    private static long done(CellStatus cell) {
        return cell.graded() + cell.unanswerable();
    }

    private static Map<String, Object> asJson(RunStatus status) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("folder", status.folder().toString());
        all.put("running", status.running());
        status.spec().ifPresent(spec -> all.put("spec", spec.toString()));
        all.put("version", status.version());
        for (State state : State.values()) {
            all.put(word(state), status.count(state));
        }
        all.put("answers", status.answers());
        all.put("cells", status.cells().stream().map(StatusCommand::asJson).toList());
        return all;
    }

    private static Map<String, Object> asJson(CellStatus cell) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("model", cell.cell().model());
        one.put("variant", cell.cell().variant());
        one.put("dimension", cell.cell().dimension());
        one.put("state", word(cell.state()));
        one.put("items", cell.items());
        one.put("graded", cell.graded());
        one.put("unanswerable", cell.unanswerable());
        if (!cell.message().isEmpty()) {
            one.put("why", cell.message());
        }
        return one;
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
