package org.comptrust.api.trust;

import java.util.List;
import java.util.Objects;

/**
 * What a reader of figures must know of the scorer behind them.
 *
 * @param about what it is and what it was made of, in a sentence
 * @param figures how well it agrees with what it should say, such as correlation and error; none if that is not known
 * @param remarks what those figures do not say
 * @since 0.1
 */
public record ScorerCard(String about, List<Metric> figures, List<String> remarks) {
    public ScorerCard {
        Objects.requireNonNull(about, "about");
        figures = List.copyOf(figures);
        remarks = List.copyOf(remarks);
    }
}
