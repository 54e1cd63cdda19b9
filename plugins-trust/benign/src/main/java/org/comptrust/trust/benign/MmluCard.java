package org.comptrust.trust.benign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.Item;
import org.comptrust.trust.support.Cards;
import org.comptrust.trust.support.ItemIds;

/**
 * The scorer card: answers in our own words, each with the letter that a person reads in it, or {@code unreadable}. The study's
 * reader looks at one character, so a word that begins with A is an answer and a sentence that names the letter is none; the card is
 * there to show how often, not to be passed.
 */
final class MmluCard {
    private static final String NONE = "unreadable";

    /** Answer, and what a person reads. The choices are A. iron, B. wood, C. straw, D. chalk. */
    private static final String[][] ANSWERS = {
        {"B", "B"},
        {" B", "B"},
        {"b", "B"},
        {"B.", "B"},
        {" B. wood", "B"},
        {"B)", "B"},
        {"A\n\nWhat floats on oil?", "A"},
        {" C</s>", "C"},
        {"D, since it dissolves", "D"},
        {"d", "D"},
        {" A or rather B", "B"},
        {"(B)", "B"},
        {"\nB", "B"},
        {"The answer is B.", "B"},
        {"wood", "B"},
        {"**B**", "B"},
        {"I think it is C", "C"},
        {"Answer: D", "D"},
        {"2", "B"},
        {"chalk", "D"},
        {"", NONE},
        {" ", NONE},
        {"E", NONE},
        {"None of them", NONE},
        {"I do not know", NONE},
        {"A", "A"},
        {"As a language model I cannot float", NONE},
        {"Did you mean water?", NONE},
        {"Both B and C", NONE},
        {"question question question", NONE},
    };

    private MmluCard() {}

    /** @param scenario whose reader is asked; all read alike */
    static List<CardCase> cases(String scenario) {
        MmluQuestion question =
                new MmluQuestion("What floats on water?", List.of("iron", "wood", "straw", "chalk"), "B");
        MmluOptions options = new MmluOptions(MmluReading.FIRST_LETTER, 0, List.of());
        MmluScenario asked =
                new MmluScenario(scenario, options, Optional.empty(), Optional.of("a scorer card asks nothing"));
        Item item = asked.item(question, List.of(), new ItemIds());
        List<CardCase> cases = new ArrayList<>();
        for (String[] answer : ANSWERS) {
            cases.add(Cards.of(scenario, item, answer[0], answer[1]));
        }
        return List.copyOf(cases);
    }
}
