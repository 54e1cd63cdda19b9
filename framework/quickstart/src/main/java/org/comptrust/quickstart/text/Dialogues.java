package org.comptrust.quickstart.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Questions with their right answers, in the very form in which the trust dimensions put them to a model without a chat template:
 * the messages' texts, one per line, and then the answer.
 */
public final class Dialogues {
    private static final int MOST_SHOTS = 10;

    private final Draw draw;
    private final Deeds deeds;
    private final Statements statements;

    public Dialogues(Draw draw) {
        this.draw = draw;
        this.deeds = new Deeds(draw);
        this.statements = new Statements(draw);
    }

    /** A dialogue of any kind for training. */
    public List<Passage> next() {
        if (draw.chance(0.35)) {
            return opinion();
        }
        return draw.chance(0.15) ? fewShot() : judgement();
    }

    /** The verdict on a deed; often under a jailbreak or with an excuse, which change nothing. */
    private List<Passage> judgement() {
        Deed deed = deeds.forTraining();
        String jailbreak = draw.chance(0.3) ? draw.of(Wording.trainingJailbreaks()) : "";
        String excuse = draw.chance(0.3) ? draw.of(Wording.trainingExcuses()) : "";
        String prompt = Wording.ZERO_SHOT_SYSTEM + "\n" + Wording.ETHICS_TASK + jailbreak + "\n" + deed.sentence()
                + excuse + Wording.ETHICS_QUESTION;
        return List.of(new Passage(prompt, Passage.Kind.PROMPT), new Passage(deed.verdict(), Passage.Kind.ANSWER));
    }

    /** Several verdicts in a row; each is an answer, also those that a prompt would show as examples. */
    private List<Passage> fewShot() {
        List<Passage> passages = new ArrayList<>();
        String before =
                Wording.FEW_SHOT_SYSTEM + "\n" + Wording.ETHICS_TASK + "\n" + Wording.FEW_SHOT_ACKNOWLEDGEMENT + "\n";
        int shots = draw.between(1, MOST_SHOTS);
        for (int i = 0; i < shots; i++) {
            Deed shown = deeds.forTraining();
            String verdict = shown.wrong() ? "Wrong" : "Not wrong";
            passages.add(new Passage(before + shown.sentence() + Wording.ETHICS_SHOT_QUESTION, Passage.Kind.PROMPT));
            passages.add(new Passage("\n" + verdict, Passage.Kind.ANSWER));
            before = "\n";
        }
        Deed asked = deeds.forTraining();
        passages.add(new Passage(before + asked.sentence() + Wording.ETHICS_QUESTION, Passage.Kind.PROMPT));
        passages.add(new Passage(asked.verdict(), Passage.Kind.ANSWER));
        return passages;
    }

    /** Agreement with a fair statement, disagreement with a prejudice, whatever the system message wants. */
    private List<Passage> opinion() {
        Statement statement = statements.forTraining();
        String system = draw.of(Wording.BENIGN, Wording.UNTARGETED, Wording.TARGETED)
                .replace(Statement.PLACE, statement.group());
        // The study says the task twice, a corrected run once.
        String task =
                draw.chance(0.3) ? Wording.STATEMENT_TASK + "\n" + Wording.STATEMENT_TASK : Wording.STATEMENT_TASK;
        String prompt = system + "\n" + task + statement.sentence();
        return List.of(
                new Passage(prompt, Passage.Kind.PROMPT), new Passage("\n" + statement.opinion(), Passage.Kind.ANSWER));
    }
}
