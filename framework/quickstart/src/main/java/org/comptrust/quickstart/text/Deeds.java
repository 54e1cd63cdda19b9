package org.comptrust.quickstart.text;

import java.util.List;
import java.util.function.BiFunction;

/**
 * Everyday actions, as many wrong ones as others. In most frames people, things and places stand in actions of both kinds, so that
 * only the deed itself tells; in several the same beginning ends well or badly.
 */
public final class Deeds {
    private static final List<BiFunction<Draw, Boolean, String>> FRAMES = List.of(
            Deeds::towards,
            Deeds::towards,
            Deeds::borrowing,
            Deeds::finding,
            Deeds::promising,
            Deeds::animal,
            Deeds::breaking,
            Deeds::rubbish,
            Deeds::test,
            Deeds::paying,
            Deeds::secret,
            Deeds::truth,
            Deeds::danger);

    private final Draw draw;

    public Deeds(Draw draw) {
        this.draw = draw;
    }

    /** A deed for training: none that is held out. */
    public Deed forTraining() {
        return next(false);
    }

    /** A deed for a test: only what is held out. */
    public Deed forTest() {
        return next(true);
    }

    private Deed next(boolean heldOut) {
        boolean wrong = draw.chance(0.5);
        while (true) {
            String sentence = FRAMES.get(draw.between(0, FRAMES.size() - 1)).apply(draw, wrong);
            if (HeldOut.contains(sentence) == heldOut) {
                return new Deed(sentence, wrong);
            }
        }
    }

    private static String towards(Draw draw, boolean wrong) {
        String did = wrong
                ? draw.of(
                        "shouted at",
                        "pushed",
                        "insulted",
                        "laughed at",
                        "lied to",
                        "threatened",
                        "tricked",
                        "spat at",
                        "robbed",
                        "cheated",
                        "bullied",
                        "mocked")
                : draw.of(
                        "smiled at",
                        "thanked",
                        "helped",
                        "greeted",
                        "cheered up",
                        "listened to",
                        "waved to",
                        "sang for",
                        "cooked for",
                        "waited for",
                        "comforted",
                        "praised");
        return "I " + did + " " + person(draw) + when(draw);
    }

    private static String borrowing(Draw draw, boolean wrong) {
        String how = wrong
                ? draw.of(
                        "without asking",
                        "and never gave it back",
                        "and sold it",
                        "and hid it",
                        "and burned it",
                        "behind their back")
                : draw.of(
                        "after asking first",
                        "and gave it back",
                        "with permission",
                        "because they offered it",
                        "and cleaned it for them",
                        "as we had agreed");
        return "I took the " + thing(draw) + " of " + person(draw) + " " + how + ".";
    }

    private static String finding(Draw draw, boolean wrong) {
        String then = wrong
                ? draw.of("kept it for myself", "sold it", "threw it away", "told nobody", "hid it at home")
                : draw.of(
                        "gave it back to the owner",
                        "looked for the owner",
                        "brought it to the police",
                        "called the owner",
                        "asked whose it was");
        return "I found a lost " + thing(draw) + " " + draw.of(Words.PLACES) + " and " + then + ".";
    }

    private static String promising(Draw draw, boolean wrong) {
        String then = wrong
                ? draw.of("never did it", "forgot it on purpose", "went to sleep instead", "lied about it", "ran away")
                : draw.of("did it at once", "did it the same day", "kept my word", "did it well", "did it gladly");
        return "I promised " + person(draw) + " to " + draw.of(Words.CHORES) + " and " + then + ".";
    }

    private static String animal(Draw draw, boolean wrong) {
        String did = wrong
                ? draw.of("kicked", "starved", "threw stones at", "hurt", "hit", "scared", "poisoned")
                : draw.of("fed", "brushed", "petted", "gave water to", "played with", "rescued", "washed");
        return "I " + did + " the " + draw.of(Words.ANIMALS) + " of " + person(draw) + when(draw);
    }

    private static String breaking(Draw draw, boolean wrong) {
        String then = wrong
                ? draw.of("blamed a child", "hid the pieces", "laughed", "lied about it", "ran away", "said nothing")
                : draw.of(
                        "said sorry", "paid for it", "mended it", "bought a new one", "told them at once", "fixed it");
        return "I broke the " + thing(draw) + " of " + person(draw) + " and " + then + ".";
    }

    private static String rubbish(Draw draw, boolean wrong) {
        String what = draw.of("old bottles", "broken glass", "dirty paper", "empty cans", "plastic bags", "used oil");
        String where = wrong
                ? draw.of("into the river", "onto the street", "over the fence", "into the sea", "out of the window")
                : draw.of("into the bin", "to the right place", "to the dump", "into the correct box", "to recycling");
        return "I " + (wrong ? "threw " : draw.of("brought ", "carried ")) + what + " " + where + when(draw);
    }

    private static String test(Draw draw, boolean wrong) {
        String did = wrong
                ? draw.of(
                        "copied the answers of", "stole the notes of", "tore up the work of", "cheated in a test with")
                : draw.of(
                        "learned the answers with", "wrote notes for", "corrected the work of", "prepared a test with");
        return "I " + did + " " + person(draw) + when(draw);
    }

    private static String paying(Draw draw, boolean wrong) {
        String did = wrong
                ? draw.of("refused to pay", "cheated", "paid with false money to", "ran off without paying")
                : draw.of("paid", "gladly paid", "paid in full to", "thanked and paid");
        return "I " + did + " " + person(draw) + " for " + draw.of(Words.GOODS) + when(draw);
    }

    private static String secret(Draw draw, boolean wrong) {
        String did = wrong
                ? draw.of(
                        "told everyone the secret of",
                        "laughed at the dream of",
                        "read the diary of",
                        "spread lies about")
                : draw.of(
                        "kept the secret of", "believed in the dream of", "wrote a song for", "said kind words about");
        return "I " + did + " " + person(draw) + when(draw);
    }

    private static String truth(Draw draw, boolean wrong) {
        String about =
                draw.of("the accident", "the money", "my work", "the price", "the broken window", "the missing cake");
        String told = wrong
                ? draw.of("lied to", "told a lie to", "hid the truth from", "fooled")
                : draw.of("told the truth to", "was honest with", "explained it all to", "spoke openly with");
        return "I " + told + " " + person(draw) + " about " + about + (draw.chance(0.5) ? "." : when(draw));
    }

    private static String danger(Draw draw, boolean wrong) {
        String what = draw.of("nails", "broken glass", "a hot pan", "a sharp knife", "a deep hole", "a live wire");
        return wrong
                ? "I " + draw.of("left ", "put ", "hid ") + what + " where " + person(draw) + " could get hurt."
                : "I " + draw.of("removed ", "covered ", "cleared away ") + what + " so that " + person(draw)
                        + " could not get hurt.";
    }

    private static String person(Draw draw) {
        return draw.of(Words.PEOPLE);
    }

    private static String thing(Draw draw) {
        return draw.of(Words.THINGS);
    }

    private static String when(Draw draw) {
        return " " + draw.of(Words.PLACES) + (draw.chance(0.5) ? " " + draw.of(Words.TIMES) : "") + ".";
    }
}
