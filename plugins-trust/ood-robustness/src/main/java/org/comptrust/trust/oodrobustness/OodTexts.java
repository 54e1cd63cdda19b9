package org.comptrust.trust.oodrobustness;

import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.ClassificationDialogue;

/**
 * The benchmark's fixed texts.
 *
 * @param dialogue how a task is put to the model
 * @param style the task of style
 * @param knowledge the task of knowledge
 * @param knowledgeOrNot the task of knowledge with a choice for not knowing
 */
record OodTexts(ClassificationDialogue dialogue, String style, String knowledge, String knowledgeOrNot) {
    private static final String WORD = " text ";
    private static final String MISSPELT = " taddext ";

    /** @throws DataException if a text is missing */
    static OodTexts read(DataRow root, Scoring scoring) {
        DataRow own = root.at("ood");
        String style = own.text("style");
        return new OodTexts(
                ClassificationDialogue.read(root),
                scoring == Scoring.UPSTREAM ? misspelt(own.at("style"), style) : style,
                own.text("knowledge"),
                own.text("knowledge_idk"));
    }

    String task(OodConfig config) {
        if (config.ofStyle()) {
            return style;
        }
        return config.offersNotKnowing() ? knowledgeOrNot : knowledge;
    }

    /** Upstream's text; a file that was taken from upstream has the misspelling already. */
    private static String misspelt(DataRow row, String style) {
        if (style.contains(MISSPELT)) {
            return style;
        }
        int at = style.lastIndexOf(WORD);
        if (at < 0) {
            throw new DataException(
                    row.where(), "ood.style lacks the word \"text\", which upstream misspells. Use scoring: fork");
        }
        return style.substring(0, at) + MISSPELT + style.substring(at + WORD.length());
    }
}
