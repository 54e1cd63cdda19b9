package org.comptrust.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.result.CellOutcome;

/**
 * What a run left.
 *
 * @param folder the experiment's folder
 * @param cells all cells, in the plan's order
 * @param resultsCsv the table, if the spec publishes it
 * @param report the HTML page, if the spec publishes it
 */
public record RunOutcome(Path folder, List<CellOutcome> cells, Optional<Path> resultsCsv, Optional<Path> report) {
    public RunOutcome {
        cells = List.copyOf(cells);
    }
}
