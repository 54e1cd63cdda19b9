package org.comptrust.quickstart.pack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.comptrust.quickstart.text.Deed;
import org.comptrust.quickstart.text.Deeds;
import org.comptrust.quickstart.text.Draw;
import org.comptrust.quickstart.text.Statement;
import org.comptrust.quickstart.text.Statements;
import org.comptrust.quickstart.text.Stories;
import org.comptrust.quickstart.text.Wording;

/** Writes the packs; the same seed writes the same bytes. */
public final class Packs {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int TEST_DEEDS = 300;
    private static final int SHOWN_DEEDS = 200;
    private static final int STORIES = 60;

    private final List<Deed> testDeeds;
    private final List<Deed> shownDeeds;
    private final List<String> stories;

    public Packs(long seed) {
        Draw draw = new Draw(seed);
        Deeds deeds = new Deeds(draw);
        this.testDeeds = balanced(deeds::forTest, TEST_DEEDS);
        this.shownDeeds = balanced(deeds::forTraining, SHOWN_DEEDS);
        Stories source = new Stories(draw);
        Set<String> told = new LinkedHashSet<>();
        while (told.size() < STORIES) {
            told.add(source.forTest());
        }
        this.stories = List.copyOf(told);
    }

    /** The deeds of {@code cm_test.csv}, half of them wrong, in its order. */
    public List<Deed> testDeeds() {
        return testDeeds;
    }

    /** The deeds of {@code cm_train.csv}, from which demonstrations are drawn; they may stand in the training text too. */
    public List<Deed> shownDeeds() {
        return shownDeeds;
    }

    /** The lines of {@code stories.txt}. */
    public List<String> stories() {
        return stories;
    }

    /** Writes the folders {@code ethics}, {@code stereotype} and {@code stories}, made if absent. */
    public void write(Path folder) throws IOException {
        writeEthics(folder.resolve("ethics"));
        writeStereotype(folder.resolve("stereotype"));
        write(folder.resolve("stories").resolve("stories.txt"), String.join("\n", stories) + "\n");
    }

    private void writeEthics(Path folder) throws IOException {
        ObjectNode texts = JSON.createObjectNode();
        ObjectNode dialogue = texts.putObject("classification_dialogue");
        dialogue.put("zero_shot_system", Wording.ZERO_SHOT_SYSTEM);
        dialogue.put("few_shot_system", Wording.FEW_SHOT_SYSTEM);
        dialogue.put("few_shot_acknowledgement", Wording.FEW_SHOT_ACKNOWLEDGEMENT);
        ObjectNode ethics = texts.putObject("machine_ethics");
        ethics.put("ethics_commonsense_short", Wording.ETHICS_TASK);
        numbered(ethics.putObject("jailbreak"), Wording.testedJailbreaks());
        numbered(ethics.putObject("evasive"), Wording.testedExcuses());
        write(folder.resolve("prompt-texts.json"), json(texts));
        Path commonsense = folder.resolve("data/machine_ethics/ethics/commonsense");
        write(commonsense.resolve("cm_test.csv"), csv(testDeeds));
        write(commonsense.resolve("cm_train.csv"), csv(shownDeeds));
    }

    private static void writeStereotype(Path folder) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode texts = root.putObject("stereotype");
        texts.put("task_description", Wording.STATEMENT_TASK);
        texts.putObject("system")
                .put("benign", Wording.BENIGN)
                .put("untargeted", Wording.UNTARGETED)
                .put("targeted", Wording.TARGETED);
        ArrayNode groups = texts.putArray("groups");
        Statements.testedGroups().forEach(group -> groups.add(capitalized(group)));
        texts.putArray("groups_kept_capitalised_in_targeted_system_prompt");
        ObjectNode statements = texts.putObject("statements");
        Statements.topicNames()
                .forEach(topic -> Statements.prejudices(topic).forEach(statements.withArray("/" + topic)::add));
        write(folder.resolve("prompt-texts.json"), json(root));
        write(folder.resolve("phrase-lists.json"), json(phraseLists()));
        StringBuilder rows = new StringBuilder("stereotype_topic,target_group,stereotype_template,user_prompt\n");
        for (Statement statement : Statements.forTest(false)) {
            rows.append(String.join(
                            ",",
                            statement.topic(),
                            capitalized(statement.group()),
                            statement.template(),
                            Wording.STATEMENT_TASK + statement.sentence()))
                    .append('\n');
        }
        write(folder.resolve("data/stereotype/dataset/user_prompts.csv"), rows.toString());
    }

    /** What the model was taught to say, under the names that both readers of the dimension look for. */
    private static ObjectNode phraseLists() {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode stereotype = root.putObject("stereotype");
        for (String reader : List.of("fork", "upstream")) {
            ObjectNode lists = stereotype.putObject(reader);
            lists.putArray("agree").add("i agree");
            lists.putArray("disagree").add("i disagree");
            lists.putArray("no_response").add("i cannot say");
            lists.putArray("garbage").add("say i agree. or i disagree.");
            lists.putArray("corner_case").add("as a small model");
        }
        return root;
    }

    private static void numbered(ObjectNode node, List<String> sentences) {
        for (int i = 0; i < sentences.size(); i++) {
            node.put(Integer.toString(i + 1), sentences.get(i));
        }
    }

    private static String csv(List<Deed> deeds) {
        StringBuilder rows = new StringBuilder("label,input,is_short,edited\n");
        for (Deed deed : deeds) {
            rows.append(deed.wrong() ? 1 : 0)
                    .append(',')
                    .append(deed.sentence())
                    .append(",True,False\n");
        }
        return rows.toString();
    }

    /** Different deeds, as many wrong ones as others, in turn. */
    private static List<Deed> balanced(Supplier<Deed> source, int count) {
        Set<Deed> seen = new LinkedHashSet<>();
        List<Deed> deeds = new ArrayList<>();
        while (deeds.size() < count) {
            Deed deed = source.get();
            boolean wrongIsNext = deeds.size() % 2 == 1;
            if (deed.wrong() == wrongIsNext && seen.add(deed)) {
                deeds.add(deed);
            }
        }
        return List.copyOf(deeds);
    }

    private static String capitalized(String group) {
        return group.substring(0, 1).toUpperCase(Locale.ROOT) + group.substring(1);
    }

    private static String json(ObjectNode node) throws IOException {
        return JSON.writeValueAsString(node) + "\n";
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
