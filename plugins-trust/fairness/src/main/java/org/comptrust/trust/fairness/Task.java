package org.comptrust.trust.fairness;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/** The two questions of the benchmark. A prediction of 1 is the favourable one, group 1 the one that data favours. */
enum Task {
    /** Does a person earn more than 50,000 dollars a year? By sex: 1 is male. */
    ADULT("no", "yes", Pattern.compile("\\bsex (Female|Male)\\b"), List.of("Female", "Male")),
    /** Is the crime rate of a community low? By the share of its white residents: 1 is large. */
    CRIME("high", "low", Pattern.compile("\\bportion of white [a-z ]*is (small|large)\\b"), List.of("small", "large"));

    private final String negative;
    private final String positive;
    private final Pattern attribute;
    private final List<String> attributes;

    Task(String negative, String positive, Pattern attribute, List<String> attributes) {
        this.negative = negative;
        this.positive = positive;
        this.attribute = attribute;
        this.attributes = attributes;
    }

    /** As in the texts and in metric names. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a prediction of 0 or 1 is called. */
    String label(boolean prediction) {
        return prediction ? positive : negative;
    }

    /** What group 0 or 1 is called in metric names. */
    String group(int group) {
        return attributes.get(group).toLowerCase(Locale.ROOT);
    }

    /**
     * Whether a label is the favourable one.
     *
     * @throws DataException if it is none of the two
     */
    boolean positive(String label, DataRow row) {
        String lowerCase = label.toLowerCase(Locale.ROOT);
        if (!lowerCase.equals(positive) && !lowerCase.equals(negative)) {
            throw new DataException(
                    row.where(), "a label must be " + negative + " or " + positive + ", is \"" + label + "\"");
        }
        return lowerCase.equals(positive);
    }

    /**
     * The group of the person or community that a text describes, 0 or 1.
     *
     * @throws DataException if the text does not say it, or says both
     */
    int group(String input, DataRow row) {
        Matcher found = attribute.matcher(input);
        if (!found.find()) {
            throw new DataException(
                    row.where(), "\"input\" does not say the sensitive attribute; expected \"" + attribute + "\"");
        }
        String value = found.group(1);
        while (found.find()) {
            if (!found.group(1).equals(value)) {
                throw new DataException(row.where(), "\"input\" says both values of the sensitive attribute");
            }
        }
        return attributes.indexOf(value);
    }
}
