package org.comptrust.trust.benign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prompts by the study's own script of made-up questions, and its readings. */
@Tag("oracle")
class MmluOracleTest {
    private static final Path FIXTURES =
            Path.of(System.getProperty("comptrust.oracles", "")).resolve("fixtures/trust/mmlu");

    private final DataRow cases =
            new FolderDataSource(FIXTURES).file("cases.json").orElseThrow().json();

    @Test
    void promptsAreThoseOfTheStudysScript() {
        Map<String, TrustPlan> plans = new HashMap<>();
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow one : cases.list("prompts")) {
            total++;
            TrustPlan plan = plans.computeIfAbsent(one.text("shots"), shots -> plan(Integer.parseInt(shots)));
            Item item = TrustBench.items(plan, one.text("subject")).get(Integer.parseInt(one.text("row")));
            if (!text(item).equals(one.text("prompt"))
                    || !one.text("answer").equals(item.gold().get("answer"))) {
                wrong.add(one.where());
            }
        }

        System.out.println("mmlu prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt in cases.json");
        assertEquals(List.of(), wrong);
    }

    @Test
    void lettersAreThoseOfTheStudysReader() {
        TrustPlan plan = new TrustBench<>(new MmluDimension(), FIXTURES)
                .plan(new MmluOptions(MmluReading.FIRST_CHARACTER, 5, List.of()));
        String subject = plan.scenarios().get(0).id();
        Item item = TrustBench.items(plan, subject).get(0);
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow one : cases.list("reader")) {
            total++;
            Grade grade = TrustBench.grade(TrustBench.scenario(plan, subject), item, one.text("generation"));
            String expected = one.has("paper_reading") ? one.text("paper_reading") : "unreadable";
            if (!grade.label().equals(expected)) {
                wrong.add(one.where() + " expected " + expected + ", is " + grade.label());
            }
        }

        System.out.println("mmlu readings: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no reading in cases.json");
        assertEquals(List.of(), wrong);
    }

    private static String text(Item item) {
        return ((Prompt.Text) item.first().prompt())
                .parts().stream().map(Message::text).collect(Collectors.joining());
    }

    private static TrustPlan plan(int shots) {
        TrustBench<MmluOptions> bench = new TrustBench<>(new MmluDimension(), FIXTURES);
        TrustPlan plan = bench.plan(new MmluOptions(MmluReading.FIRST_LETTER, shots, List.of()));
        assertEquals(List.of(), bench.problems());
        return plan;
    }
}
