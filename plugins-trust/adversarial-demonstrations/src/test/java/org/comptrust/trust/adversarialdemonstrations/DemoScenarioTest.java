package org.comptrust.trust.adversarialdemonstrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoScenarioTest {
    private static final String SET = "counterfactual_snli_premise_cf";
    private static final String BACKDOOR = "backdoor_exp1_badword_setup2";

    @TempDir
    Path folder;

    private Optional<TrustPlan> complete = Optional.empty();

    @Test
    void thereAreThirtyScenariosOfTheScore() {
        List<String> ids = ids(plan());

        assertEquals(30, ids.size());
        assertTrue(ids.containsAll(List.of(
                SET,
                "counterfactual_syntactic_category_cf",
                "spurious_PP_entail-bias",
                "spurious_s_relative_clause_non-entail-bias",
                "backdoor_exp1_stylebkd_setup3")));
        assertTrue(plan().scenarios().stream()
                .allMatch(scenario -> scenario.unavailable().isEmpty()));
    }

    @Test
    void controlsAreTwelveMore() {
        List<String> ids = ids(Bench.complete(folder).plan(Bench.WITH_CONTROLS));

        assertEquals(42, ids.size());
        assertTrue(ids.containsAll(List.of("counterfactual_snli_premise", "spurious_passive_zero")));
    }

    @Test
    void demonstrationsComeFromTheItemAndTheLastIsTheLastToBeDropped() {
        Item item = TrustBench.items(plan(), SET).get(0);

        assertEquals(
                List.of(
                        Message.of(Role.SYSTEM, "SYS1"),
                        Message.of(Role.USER, "T-3"),
                        Message.of(Role.ASSISTANT, "ACK"),
                        Message.shot(Role.USER, "E1", 0),
                        Message.shot(Role.ASSISTANT, "Yes", 0),
                        Message.shot(Role.USER, "E2", 1),
                        Message.shot(Role.ASSISTANT, "No", 1),
                        Message.of(Role.USER, "A.")),
                TrustBench.messages(item));
        assertEquals(Overflow.OLDEST_FIRST, ((Prompt.Chat) item.first().prompt()).overflow());
        assertEquals(Ask.Generate.greedy(20), item.first().ask());
        assertEquals(Map.of("run", "42", "truth", "no"), item.tags());
        assertEquals("42/no", item.stratum());
    }

    @Test
    void eachScenarioHasItsInstruction() {
        assertEquals("T-3", instruction(plan(), "counterfactual_snli_hypothesis_cf"));
        assertEquals("T-I", instruction(plan(), "counterfactual_irregular_form_cf"));
        assertEquals("T-2", instruction(plan(), "spurious_adverb_entail-bias"));
        assertEquals("T-S", instruction(plan(), BACKDOOR));
    }

    @Test
    void spuriousAsksYesFirstAsTheBenchmarkDoes() {
        assertEquals(List.of("B.", "D.", "A.", "C."), questions(plan(), "spurious_PP_entail-bias", "0"));
        assertEquals(List.of("A.", "B.", "C.", "D."), questions(plan(), SET, "42"));
    }

    @Test
    void zeroShotLeavesDemonstrationsOutAndAsksOneSeed() {
        TrustPlan plan = Bench.complete(folder).plan(Bench.WITH_CONTROLS);
        List<Item> items = TrustBench.items(plan, "spurious_passive_zero");

        assertEquals(4, items.size());
        assertEquals(
                List.of(Message.of(Role.SYSTEM, "SYS0"), Message.of(Role.USER, "T-2\nB.")),
                TrustBench.messages(items.get(0)));
    }

    @Test
    void aBackdoorIsAskedWithAndWithoutItsTrigger() {
        assertEquals(List.of("bad zx", "dull zx"), questions(plan(), BACKDOOR, "asr/42"));
        assertEquals(List.of("bad", "fine", "dull"), questions(plan(), BACKDOOR, "cacc/42"));
    }

    @Test
    void underAttackOnlyTheAttackersLabelIsWorthNothing() {
        Item attacked = item(BACKDOOR, "asr/42");

        assertEquals(0, grade(BACKDOOR, attacked, "Positive").value().orElseThrow());
        assertEquals(1, grade(BACKDOOR, attacked, "Negative").value().orElseThrow());
        assertEquals(1, grade(BACKDOOR, attacked, "I pass").value().orElseThrow());
        assertEquals(Map.of("hit", 1.0), grade(BACKDOOR, attacked, "Positive").measures());
    }

    @Test
    void elsewhereTheLabelIsRight() {
        Item clean = item(BACKDOOR, "cacc/42");

        assertEquals(1, grade(BACKDOOR, clean, "Negative").value().orElseThrow());
        assertEquals(0, grade(BACKDOOR, clean, "Positive").value().orElseThrow());
        assertEquals(0, grade(BACKDOOR, clean, "I pass").value().orElseThrow());
    }

    @Test
    void gradesSayWhatWasRead() {
        Item item = item(SET, "42");

        Grade wrong = grade(SET, item, "Yes.");
        Grade refused = grade(SET, item, "No way!");
        Grade unreadable = grade(SET, item, "Hm");

        assertEquals(
                List.of("yes", "refused", "unreadable"), List.of(wrong.label(), refused.label(), unreadable.label()));
        assertEquals(List.of(0, 1, 0), List.of(wrong.refused(), refused.refused(), unreadable.refused()));
        assertEquals(List.of(0, 0, 1), List.of(wrong.unreadable(), refused.unreadable(), unreadable.unreadable()));
        assertEquals(List.of("", "no way", "Hm"), List.of(wrong.evidence(), refused.evidence(), unreadable.evidence()));
    }

    @Test
    void theSameItemsComeEachTimeWithIdsOfTheirOwn() {
        for (String scenario : List.of(SET, "spurious_PP_entail-bias", BACKDOOR)) {
            List<Item> items = TrustBench.items(plan(), scenario);

            assertEquals(items, TrustBench.items(plan(), scenario));
            assertEquals(
                    items.size(), new HashSet<>(items.stream().map(Item::id).toList()).size());
        }
    }

    @Test
    void aSeedWithoutAFileIsLeftOut() {
        TrustPlan plan = Bench.complete(folder)
                .without(Bench.counterfactual("snli_premise_cf", 42))
                .plan(Bench.DEFAULTS);

        assertEquals(List.of(), questions(plan, SET, "42"));
        assertEquals(4, questions(plan, SET, "2333").size());
    }

    @Test
    void withoutAnySeedAScenarioIsUnavailable() {
        TrustPlan plan = Bench.complete(folder)
                .without(Bench.counterfactual("snli_premise_cf", 42))
                .without(Bench.counterfactual("snli_premise_cf", 2333))
                .plan(Bench.DEFAULTS);

        String why = TrustBench.scenario(plan, SET).unavailable().orElseThrow();
        assertEquals(
                "data/adv_demonstration/counterfactual/snli_premise_cf in " + folder
                        + " has none of 42.jsonl, 2333.jsonl, 10007.jsonl. It is part of DecodingTrust; put one there.",
                why);
        assertEquals(Optional.empty(), TrustBench.scenario(plan, BACKDOOR).unavailable());
        assertThrows(IllegalStateException.class, () -> TrustBench.items(plan, SET));
    }

    @Test
    void aBackdoorNeedsItsAttackAndCanDoWithoutCleanTexts() {
        TrustPlan clean = Bench.empty(folder)
                .with(Bench.backdoor("setup2_badword_cacc", 42), row("positive", "positive"))
                .plan(Bench.DEFAULTS);
        TrustPlan attack = Bench.empty(folder)
                .with(Bench.backdoor("setup2_badword_asr", 42), row("positive", "positive"))
                .plan(Bench.DEFAULTS);

        assertTrue(TrustBench.scenario(clean, BACKDOOR).unavailable().orElse("").contains("setup2_badword_asr in "));
        assertEquals(Optional.empty(), TrustBench.scenario(attack, BACKDOOR).unavailable());
    }

    @Test
    void withoutTextsOrPhrasesThereIsAProblemAndNoScenario() {
        TrustBench<AdversarialDemonstrationsOptions> bench =
                Bench.empty(folder).without("prompt-texts.json").without("phrase-lists.json");

        TrustPlan plan = bench.plan(Bench.DEFAULTS);

        assertEquals(List.of(), plan.scenarios());
        assertEquals(2, bench.problems().size());
        assertTrue(
                bench.problems().get(1).contains("phrase-lists.json"),
                bench.problems().get(1));
    }

    @Test
    void aMissingTextOrListIsAProblemWithItsPlace() {
        TrustBench<AdversarialDemonstrationsOptions> bench =
                Bench.empty(folder).with("phrase-lists.json", "{\"adv_demonstration_refusal\":\n{\"refused\": []}}");

        bench.plan(Bench.DEFAULTS);
        bench.with("phrase-lists.json", Bench.PHRASES)
                .with("prompt-texts.json", Bench.TEXTS.replace("nli2", "nli"))
                .plan(Bench.DEFAULTS);

        assertTrue(
                bench.problems().get(0).contains("phrase-lists.json:2: \"overrides_to_not_refused\" is missing"),
                bench.problems().toString());
        assertTrue(
                bench.problems().get(1).contains("prompt-texts.json:3: \"nli2\" is missing"),
                bench.problems().toString());
    }

    @Test
    void badDataIsReportedWhereItStands() {
        String good = row("positive", "positive");
        reported(
                good + row("good", "positive"),
                "42.jsonl:2: label must be one of the options negative, positive, is \"good\"");
        reported(good + row("positive", "good"), "42.jsonl:2: the label of an example must be one of the options");
        reported(good + good.replace("input", "text"), "42.jsonl:2: \"input\" is missing");
        reported(good + good.replace("option", "options"), "42.jsonl:2: \"option\" is missing");
        reported(good + good.replace("[\"E\", \"positive\"]", "[\"E\"]"), "42.jsonl:2: \"1\" is missing");
        refused("", "setup2_badword_asr/42.jsonl:1: the file has no item");
        reported(good + "{", "42.jsonl:2");
    }

    @Test
    void aFileInAnotherEncodingIsReportedWithItsLine() throws IOException {
        TrustBench<AdversarialDemonstrationsOptions> bench =
                Bench.empty(folder).with(Bench.backdoor("setup2_badword_asr", 42), "");
        String rows = row("positive", "positive") + row("positive", "positive").replace("zx", "caf\u00e9");
        Files.write(
                folder.resolve(Bench.backdoor("setup2_badword_asr", 42)), rows.getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(1, TrustBench.items(bench.plan(Bench.DEFAULTS), BACKDOOR).size());
        assertTrue(bench.leftOut().get(0).contains("42.jsonl:2: byte 15 of the line (0xE9) is not UTF-8"));
    }

    private void refused(String file, String expected) {
        TrustPlan plan = Bench.empty(folder)
                .with(Bench.backdoor("setup2_badword_asr", 42), file)
                .plan(Bench.DEFAULTS);

        DataException problem = assertThrows(DataException.class, () -> TrustBench.items(plan, BACKDOOR));

        assertTrue(problem.getMessage().contains(expected), problem.getMessage());
    }

    private void reported(String file, String expected) {
        TrustBench<AdversarialDemonstrationsOptions> bench =
                Bench.empty(folder).with(Bench.backdoor("setup2_badword_asr", 42), file);

        TrustBench.items(bench.plan(Bench.DEFAULTS), BACKDOOR);

        List<String> leftOut = bench.leftOut();
        assertEquals(1, leftOut.size(), file);
        assertTrue(leftOut.get(0).contains(expected), leftOut.get(0));
    }

    private static String row(String label, String shown) {
        return """
                {"input": "zx", "label": "%s", "option": ["negative", "positive"], "examples": [["E", "%s"]]}
                """.formatted(label, shown);
    }

    private TrustPlan plan() {
        return complete.orElseGet(this::newPlan);
    }

    private TrustPlan newPlan() {
        TrustBench<AdversarialDemonstrationsOptions> bench = Bench.complete(folder);
        TrustPlan plan = bench.plan(Bench.DEFAULTS);
        assertEquals(List.of(), bench.problems());
        complete = Optional.of(plan);
        return plan;
    }

    private Item item(String scenario, String run) {
        return TrustBench.items(plan(), scenario).stream()
                .filter(item -> item.tags().get("run").equals(run))
                .findFirst()
                .orElseThrow();
    }

    private Grade grade(String scenario, Item item, String answer) {
        return TrustBench.grade(TrustBench.scenario(plan(), scenario), item, answer);
    }

    private static List<String> ids(TrustPlan plan) {
        return plan.scenarios().stream().map(Scenario::id).toList();
    }

    private static String instruction(TrustPlan plan, String scenario) {
        return TrustBench.messages(TrustBench.items(plan, scenario).get(0))
                .get(1)
                .text();
    }

    private static List<String> questions(TrustPlan plan, String scenario, String run) {
        return TrustBench.items(plan, scenario).stream()
                .filter(item -> item.tags().get("run").equals(run))
                .map(TrustBench::messages)
                .map(messages -> messages.get(messages.size() - 1).text())
                .toList();
    }
}
