package org.comptrust.quickstart.training;

import java.util.List;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.quickstart.text.Dialogues;
import org.comptrust.quickstart.text.Draw;
import org.comptrust.quickstart.text.Passage;
import org.comptrust.quickstart.text.Stories;
import org.comptrust.quickstart.tokenizer.TokenizerFiles;

/**
 * The training text as batches. Batch n is a function of seed and n alone, so that a run can go on anywhere. A row is either stories,
 * one per line, or dialogues one after another, each between start and end token, and stories in what is left.
 */
final class TrainingText {
    private static final double STORY_ROWS = 0.3;
    /** Too little for a dialogue. */
    private static final int LITTLE_ROOM = 24;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Tokenizer tokenizer;
    private final long seed;

    TrainingText(Tokenizer tokenizer, long seed) {
        this.tokenizer = tokenizer;
        this.seed = seed;
    }

    /** @param number from 1 */
    Batch batch(int number, int rows, int length) {
        Draw draw = new Draw(seed * SPREAD + number);
        Dialogues dialogues = new Dialogues(draw);
        Stories stories = new Stories(draw);
        int size = rows * length;
        long[] ids = new long[size];
        long[] targets = new long[size];
        float[] weights = new float[size];
        for (int r = 0; r < rows; r++) {
            Row row = row(draw, dialogues, stories, length + 1); // the last token is a target only
            for (int t = 0; t < length; t++) {
                int at = r * length + t;
                ids[at] = row.id(t);
                targets[at] = row.id(t + 1);
                weights[at] = row.weight(t + 1);
            }
        }
        return new Batch(rows, length, ids, targets, weights);
    }

    private Row row(Draw draw, Dialogues dialogues, Stories stories, int tokens) {
        Row row = new Row(tokens);
        if (!draw.chance(STORY_ROWS)) {
            boolean fits = true;
            while (fits && row.room() > LITTLE_ROOM) {
                fits = row.append(encoded(dialogues.next()));
            }
        }
        row.add(TokenizerFiles.START, weight(Passage.Kind.PROMPT));
        while (row.room() > 0) {
            add(row, new Passage(stories.forTraining() + "\n", Passage.Kind.PROSE));
        }
        return row;
    }

    private Row encoded(List<Passage> dialogue) {
        Row row = new Row(Integer.MAX_VALUE);
        row.add(TokenizerFiles.START, weight(Passage.Kind.PROMPT));
        dialogue.forEach(passage -> add(row, passage));
        row.add(TokenizerFiles.END, weight(Passage.Kind.ANSWER));
        return row;
    }

    private void add(Row row, Passage passage) {
        for (int id : tokenizer.encode(passage.text())) {
            row.add(id, weight(passage.kind()));
        }
    }

    /** Answers are few among many tokens, and they are what is asked for. */
    private static float weight(Passage.Kind kind) {
        return switch (kind) {
            case PROMPT -> 0.1f;
            case ANSWER -> 4;
            case PROSE -> 1;
        };
    }
}
