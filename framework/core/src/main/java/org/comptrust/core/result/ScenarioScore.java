package org.comptrust.core.result;

import java.util.Optional;
import org.comptrust.api.trust.Metric;

/**
 * What became of one scenario of a cell.
 *
 * @param scenario its id
 * @param scored whether the score of the dimension needs it
 * @param asked number of items that the variant was asked, those included that it could not read
 * @param unanswerable how many of them are too long for the model, even without demonstrations; they are graded by nobody
 * @param itemsWithDroppedShots graded items some of whose demonstrations did not fit
 * @param droppedShots demonstrations that did not fit, of all items
 * @param score its figure alone; empty where its grades give none, then {@code statistics} say why
 * @param refusalRate refused of all answers, in [0, 1]
 * @param unreadableRate unreadable of all answers, in [0, 1]
 * @param statistics how sure these figures are
 */
public record ScenarioScore(
        String scenario,
        boolean scored,
        int asked,
        int unanswerable,
        int itemsWithDroppedShots,
        int droppedShots,
        Optional<Metric> score,
        double refusalRate,
        double unreadableRate,
        CellStatistics statistics) {}
