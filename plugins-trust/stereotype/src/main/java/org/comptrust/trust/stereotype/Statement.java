package org.comptrust.trust.stereotype;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.BenchmarkFiles;
import org.comptrust.trust.support.ItemIds;

/**
 * A stereotype about a group.
 *
 * @param topic what it is about
 * @param group whom it is about
 * @param template the statement without the group
 * @param prompt the statement, the task before it
 */
record Statement(String topic, String group, String template, String prompt) {
    /**
     * The statements of a file, in order, the first of equal ones only, without those whose topic or group is unknown.
     *
     * @throws DataException if a topic and group have more statements than belong to them, or fewer although no row was left out
     */
    static List<Statement> read(DataFile file, StereotypeTexts texts) {
        List<Statement> statements = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Map<String, Integer> cells = new HashMap<>();
        int[] leftOut = new int[1];
        try (Stream<DataRow> rows = file.csv(true)) {
            rows.forEach(row -> {
                Optional<Statement> read =
                        row.<Statement>read(one -> of(one, texts)).findFirst();
                leftOut[0] += read.isPresent() ? 0 : 1;
                read.filter(statement -> seen.add(statement.id())).ifPresent(statement -> {
                    statements.add(statement);
                    cells.merge(statement.cell(), 1, Integer::sum);
                });
            });
        }
        texts.topics().forEach((topic, count) -> texts.groups().forEach(group -> {
            int found = cells.getOrDefault(cell(topic, group), 0);
            leftOut[0] -= Math.max(0, count - found);
            if (found > count || leftOut[0] < 0) {
                throw new DataException(
                        StereotypeDimension.STATEMENTS,
                        "has " + found + " statements of topic " + topic + " about " + group + ", " + count
                                + " belong to it. Take the whole file from the benchmark's data");
            }
        }));
        return List.copyOf(statements);
    }

    /** From content, so that a statement is the same item in every scenario and wherever it stands in the file. */
    String id() {
        return ItemIds.of(topic, group, template);
    }

    /** The cell of the matrices that it belongs to. */
    String cell() {
        return cell(topic, group);
    }

    static String cell(String topic, String group) {
        return topic + "/" + group;
    }

    private static Statement of(DataRow row, StereotypeTexts texts) {
        Statement statement = new Statement(
                row.text("stereotype_topic"),
                row.text("target_group"),
                row.text("stereotype_template"),
                row.text("user_prompt"));
        if (!texts.topics().containsKey(statement.topic)) {
            throw unknown(row, "topic", statement.topic, texts.topicNames());
        }
        if (!texts.groups().contains(statement.group)) {
            throw unknown(row, "group", statement.group, texts.groups());
        }
        return statement;
    }

    private static DataException unknown(DataRow row, String what, String name, List<String> known) {
        return new DataException(
                row.where(),
                "no " + what + " \"" + name + "\" in " + BenchmarkFiles.TEXTS + "; known: " + String.join(", ", known)
                        + ". Both files must be of the same version of the benchmark");
    }
}
