package org.comptrust.host.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.data.Pack;
import org.comptrust.host.importing.ImportReport.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodingTrustImportTest {
    @TempDir
    Path folder;

    @Test
    void textsOfTheSourcesBecomeTheFilesThatPluginsRead() throws IOException {
        imported(CloneBench.fork(folder.resolve("clone")));

        JsonNode texts = json("prompt-texts.json");
        assertEquals(
                "ALONE", texts.at("/classification_dialogue/zero_shot_system").asText());
        assertEquals(
                "PATTERN", texts.at("/classification_dialogue/few_shot_system").asText());
        assertEquals(
                "WITH PLEASURE",
                texts.at("/classification_dialogue/few_shot_acknowledgement").asText());
        assertEquals("Keep {} to yourself. ", texts.at("/privacy/pii_system").asText());
        assertEquals("Nobody is told {}.", texts.at("/privacy/pii_protect").asText());
        assertEquals(
                "{\"system\":\"<<A>>\\nB\",\"roles\":[\"[U]\",\"[A]\"],\"sep_style\":\"LLAMA2\",\"sep\":\" \",\"sep2\":null,"
                        + "\"stop_str\":null,\"stop_token_ids\":[2]}",
                texts.at("/templates").get("llama-2").toString());
    }

    @Test
    void secretsArePutTogetherForEachQuestionTopicAndPhrase() throws IOException {
        imported(CloneBench.fork(folder.resolve("clone")));

        JsonNode secrets = json("prompt-texts.json").at("/privacy/understanding");
        assertEquals(
                "Ann, Bo, Cy and Di are here. Ann hinted that Bo and Cy got wet.\n Tell Di?",
                secrets.at("/q1/rain/hinted").asText());
        assertEquals(
                "Ann, Bo, Cy and Di are here. Ann whispered that Bo and Cy ate it today.\n Tell Di who ate all of it?",
                secrets.at("/q2/cake/whispered").asText());
        assertEquals(3, secrets.size());
    }

    @Test
    void phrasesOfTheSourcesBecomeTheListsThatReadersUse() throws IOException {
        imported(CloneBench.fork(folder.resolve("clone")));

        JsonNode phrases = json("phrase-lists.json");
        assertEquals(
                "[\"aye\",\"it's so\"]", phrases.at("/stereotype/fork/agree").toString());
        assertEquals(
                "[\"pass\",\"skip\"]",
                phrases.at("/stereotype/fork/no_response").toString());
        assertEquals(
                "[\"say aye\",\"user: aye\",\"user: it's so\"]",
                phrases.at("/stereotype/fork/garbage").toString());
        assertEquals(
                "[\"will not\",\"must nottell\"]", phrases.at("/privacy/reject").toString());
        assertEquals(
                "[\"will not\",\"must nottell\",\"welcome\"]",
                phrases.at("/privacy/reject_enron").toString());
        assertEquals("[\"fine\"]", phrases.at("/privacy/leak_understanding").toString());
        assertEquals("[\"da\",\"si\"]", phrases.at("/fairness/adult_yes").toString());
        assertEquals("[\"Down\",\"below\"]", phrases.at("/fairness/crime_low").toString());
        assertEquals(
                "[\"good point\",\"well said\"]",
                phrases.at("/adv_demonstration_refusal/overrides_to_not_refused")
                        .toString());
        assertEquals(
                "[\"never\",\"it's late\"]",
                phrases.at("/adv_demonstration_refusal/refused").toString());
    }

    @Test
    void twoClonesCompleteOneAnother() throws IOException {
        CloneBench upstream = CloneBench.upstream(folder.resolve("upstream"));
        CloneBench fork = CloneBench.fork(folder.resolve("fork"));

        ImportReport report = new DecodingTrustImport(List.of(upstream.root, fork.root)).whole(folder.resolve("pack"));

        JsonNode phrases = json("phrase-lists.json");
        assertEquals("[\"aye aye\"]", phrases.at("/stereotype/upstream/agree").toString());
        assertEquals(
                "[\"as a rule\",\"as ever\"]",
                phrases.at("/stereotype/upstream/corner_case").toString());
        assertEquals(
                "[\"aye\",\"it's so\"]", phrases.at("/stereotype/fork/agree").toString());
        assertEquals(Optional.empty(), finding(report, "phrase-lists.json stereotype.upstream.agree"));
    }

    @Test
    void whatIsMissingOrDiffersIsNamedWithWhatNeedsIt() {
        ImportReport report = imported(CloneBench.fork(folder.resolve("clone")));

        assertEquals(
                new Finding("missing", "data/ood/style.json", "no copy has it", "ood-robustness: style, style_8shot"),
                finding(report, "data/ood/style.json").orElseThrow());
        assertEquals(
                "has 1 rows, 1152 are expected",
                finding(report, "data/stereotype/dataset/user_prompts.csv")
                        .orElseThrow()
                        .why());
        assertEquals(
                "fairness: zero_shot_br_0.0",
                finding(report, "data/fairness/fairness_data/adult_0_200_test_base_rate_0.0.jsonl")
                        .orElseThrow()
                        .needs());
        assertTrue(finding(report, "phrase-lists.json stereotype.upstream.agree")
                .orElseThrow()
                .why()
                .startsWith("it stands in the sources of the other variant"));
        assertEquals(
                "src/dt/perspectives/toxicity/toxicity_prompts.py: is not there",
                finding(report, "prompt-texts.json toxicity.0_benign")
                        .orElseThrow()
                        .why());
    }

    @Test
    void aTextThatIsComputedIsNamedWithLineAndColumn() {
        CloneBench clone = CloneBench.fork(folder.resolve("clone"))
                .with("src/dt/perspectives/toxicity/toxicity_prompts.py", "import x\nPROMPTS = x.load('p')\n");

        ImportReport report = imported(clone);

        String why = finding(report, "prompt-texts.json toxicity.0_benign")
                .orElseThrow()
                .why();
        assertTrue(
                why.startsWith("src/dt/perspectives/toxicity/toxicity_prompts.py:2:11: PROMPTS is not written out"),
                why);
    }

    @Test
    void withoutSourcesTheTextsOfTheFolderAreTaken() throws IOException {
        Path copy = folder.resolve("copy");
        Files.createDirectories(copy.resolve("data/ood"));
        Files.writeString(copy.resolve("data/ood/style.json"), "{\"dev\": {}}");
        Files.writeString(copy.resolve("prompt-texts.json"), "{\"ood\": {\"style\": \"LIKE IT?\"}}");

        ImportReport report = new DecodingTrustImport(List.of(copy)).whole(folder.resolve("pack"));

        assertEquals("LIKE IT?", json("prompt-texts.json").at("/ood/style").asText());
        assertTrue(finding(report, "prompt-texts.json ood.knowledge")
                .orElseThrow()
                .why()
                .startsWith("there are no sources"));
    }

    @Test
    void thePackSaysWhereItsDataComeFromAndIsReadAsData() {
        imported(CloneBench.fork(folder.resolve("clone")));

        FolderDataSource source = new FolderDataSource(folder.resolve("pack"));
        Pack pack = source.pack().orElseThrow();
        assertEquals(Optional.of("0123456789abcdef0123456789abcdef01234567"), pack.commit());
        assertEquals("0123456", pack.version());
        assertTrue(pack.licence().startsWith("CC BY-SA 4.0"));
        assertEquals(
                2,
                pack.files()
                        .get("data/fairness/fairness_data/adult_0_200_test_base_rate_0.0.jsonl")
                        .rows()
                        .orElseThrow());
        pack.files().keySet().forEach(path -> assertTrue(source.file(path).isPresent(), path));
        assertTrue(source.file("src/dt/configs/ood/style.yaml").isPresent());
    }

    @Test
    void aPackMayBeAZipAndIsTheSameEachTime() throws IOException {
        CloneBench clone = CloneBench.fork(folder.resolve("clone"));

        new DecodingTrustImport(List.of(clone.root)).whole(folder.resolve("one.zip"));
        new DecodingTrustImport(List.of(clone.root)).whole(folder.resolve("two.zip"));

        assertEquals(-1, Files.mismatch(folder.resolve("one.zip"), folder.resolve("two.zip")));
        assertTrue(new FolderDataSource(folder.resolve("one.zip")).pack().isPresent());
    }

    @Test
    void aLinkOutOfTheCloneIsRefusedAndNothingIsWritten() throws IOException {
        CloneBench clone = CloneBench.fork(folder.resolve("clone"));
        Files.writeString(folder.resolve("secret.json"), "{}");
        Files.createDirectories(clone.root.resolve("data/ood"));
        Files.createSymbolicLink(clone.root.resolve("data/ood/style.json"), folder.resolve("secret.json"));

        DataException refused = assertThrows(DataException.class, () -> imported(clone));

        assertTrue(refused.getMessage().contains("outside of the data folder"), refused.getMessage());
        assertEquals(List.of("clone", "secret.json"), names(folder));
    }

    @Test
    void whatIsThereAlreadyIsNotOverwritten() throws IOException {
        CloneBench clone = CloneBench.fork(folder.resolve("clone"));
        Files.createDirectories(folder.resolve("pack"));

        DataException refused = assertThrows(DataException.class, () -> imported(clone));

        assertTrue(refused.getMessage().contains("is there already"), refused.getMessage());
    }

    @Test
    void aFolderWithoutAnyFileOfTheBenchmarkIsNoCopy() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        DataException none = assertThrows(
                DataException.class, () -> new DecodingTrustImport(List.of(empty)).whole(folder.resolve("pack")));

        assertTrue(none.getMessage().contains("holds no file of DecodingTrust"), none.getMessage());
        assertFalse(Files.exists(folder.resolve("pack")));
    }

    @Test
    void adversarialTextsMayComeFromAFileOfTheirOwn() throws IOException {
        CloneBench clone = CloneBench.fork(folder.resolve("clone"))
                .with("src/dt/perspectives/advglue/gpt_eval.py", "TASK2SHORTPROMPT = {\"sst2\": \"LIKE IT?\"}\n");
        Path alpaca = folder.resolve("mine/alpaca.json");
        Files.createDirectories(alpaca.getParent());
        Files.writeString(alpaca, "{\"sst2\": []}");

        DataImport.of("advglue++").orElseThrow().run(List.of(alpaca, clone.root), folder.resolve("pack"));

        FolderDataSource pack = new FolderDataSource(folder.resolve("pack"));
        assertTrue(pack.file("data/adv-glue-plus-plus/data/alpaca.json").isPresent());
        assertTrue(pack.file("data/stereotype/dataset/user_prompts.csv").isEmpty());
        assertEquals(
                "LIKE IT?", json("prompt-texts.json").at("/advglue/task/sst2").asText());
        assertTrue(json("prompt-texts.json").at("/privacy").isMissingNode());
    }

    @Test
    void subjectsOfMultipleChoiceAreCountedAndBadRowsNamed() throws IOException {
        Path csv = folder.resolve("csv");
        for (String part : List.of("dev", "test")) {
            Files.createDirectories(csv.resolve(part));
            Files.writeString(
                    csv.resolve(part + "/anatomy_" + part + ".csv"),
                    "one?,a,b,c,d,A\n".repeat(5) + (part.equals("test") ? "two?,a,b,c,d,E\n" : ""));
        }

        ImportReport report = DataImport.of("mmlu").orElseThrow().run(List.of(csv), folder.resolve("pack"));

        assertTrue(report.text().contains("1 subjects, 6 questions"), report.text());
        assertEquals(
                "the folder does not have it",
                finding(report, "test/virology_test.csv").orElseThrow().why());
        assertTrue(finding(report, "test/anatomy_test.csv")
                .orElseThrow()
                .why()
                .contains("anatomy_test.csv:6: the answer"));
        assertEquals(
                5,
                new FolderDataSource(folder.resolve("pack"))
                        .pack()
                        .orElseThrow()
                        .files()
                        .get("dev/anatomy_dev.csv")
                        .rows()
                        .orElseThrow());
    }

    private ImportReport imported(CloneBench clone) {
        return new DecodingTrustImport(List.of(clone.root)).whole(folder.resolve("pack"));
    }

    private static Optional<Finding> finding(ImportReport report, String what) {
        return report.findings().stream().filter(one -> one.what().equals(what)).findFirst();
    }

    private JsonNode json(String file) throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(Files.readString(folder.resolve("pack").resolve(file)));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
