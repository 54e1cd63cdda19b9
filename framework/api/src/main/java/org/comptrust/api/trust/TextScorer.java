package org.comptrust.api.trust;

import java.util.List;

/**
 * Rates texts by itself: a service, a classifier.
 *
 * @since 0.1
 */
public non-sealed interface TextScorer extends ScorerPlan {
    /**
     * Rates inputs. Outputs should not depend on what an input comes with: the host asks each input once and keeps its output.
     *
     * @return one output for each input, in order. A failure in it stays: it says that the text cannot be rated, not that it cannot
     *     now
     * @throws RetryLaterException if it cannot now, but will; nothing of this call counts
     */
    List<ScorerOutput> score(List<ScorerInput> inputs, ScorerRun run);
}
