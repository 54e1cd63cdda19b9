package org.comptrust.core.recorded;

/**
 * What a question is about.
 *
 * @param dimension id
 * @param scenario id
 * @param item id
 * @param turn questions about the item before it
 */
public record Address(String dimension, String scenario, String item, int turn) {
    @Override
    public String toString() {
        return dimension + "/" + scenario + "/" + item + (turn == 0 ? "" : ", question " + (turn + 1));
    }
}
