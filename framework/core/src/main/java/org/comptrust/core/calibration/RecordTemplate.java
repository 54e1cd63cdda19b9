package org.comptrust.core.calibration;

import java.nio.file.Path;
import java.util.List;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.paper.PaperTemplate;
import org.comptrust.core.paper.PaperTemplates;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.ModelException;

/** How a record of instruction, input and output becomes text. */
abstract class RecordTemplate {
    /**
     * A record as text.
     *
     * @param prompt up to where the output begins
     * @param whole with the output
     */
    record Texts(String prompt, String whole) {}

    /** @throws org.comptrust.api.trust.DataException if the template cannot be had */
    static RecordTemplate of(CalibrationSpec.Template template, ChatWriter.Source chats) {
        return switch (template.name()) {
            case "default" -> new Headed();
            case "chat", "jinja" ->
                new Chat(chats.find(template.file())
                        .orElseThrow(() -> new ModelException(
                                "the model has no chat template, which calibration data with template: chat need. Use"
                                        + " template: default, or name a .jinja file",
                                null)));
            default -> study(template.name(), template.file().orElseThrow());
        };
    }

    private static RecordTemplate study(String name, Path file) {
        FolderDataSource data = new FolderDataSource(file);
        return new Study(PaperTemplates.read(data, name), Sha256.ofFile(file));
    }

    /** @throws org.comptrust.api.trust.DataException if a field is missing, with the record's line */
    abstract Texts texts(DataRow row);

    /** Whether the tokenizer's start tokens go before the text. */
    abstract boolean startsWithTokens();

    abstract String identity();

    private static String input(DataRow row) {
        return row.has("input") ? row.text("input") : "";
    }

    /** Instruction and input joined by a blank as the user's turn. */
    private static Message question(DataRow row) {
        String input = input(row);
        return Message.of(Role.USER, row.text("instruction") + (input.isEmpty() ? "" : " " + input));
    }

    private static Message answer(DataRow row) {
        return Message.of(Role.ASSISTANT, row.text("output"));
    }

    /** Parts under headings. */
    private static final class Headed extends RecordTemplate {
        @Override
        Texts texts(DataRow row) {
            String input = input(row);
            String prompt = "Instruction:\n" + row.text("instruction") + (input.isEmpty() ? "" : "\nInput:\n" + input)
                    + "\nOutput:\n";
            return new Texts(prompt, prompt + row.text("output"));
        }

        @Override
        boolean startsWithTokens() {
            return true;
        }

        @Override
        String identity() {
            return "default";
        }
    }

    /** A dialogue in the form that a model was trained on. */
    private static final class Chat extends RecordTemplate {
        private final ChatWriter writer;

        Chat(ChatWriter writer) {
            this.writer = writer;
        }

        @Override
        Texts texts(DataRow row) {
            return new Texts(writer.open(List.of(question(row))), writer.closed(List.of(question(row), answer(row))));
        }

        @Override
        boolean startsWithTokens() {
            return writer.startsWithTokens();
        }

        @Override
        String identity() {
            return writer.identity();
        }
    }

    /** A dialogue by one of the study's templates. */
    private static final class Study extends RecordTemplate {
        private final PaperTemplate template;
        private final String file;

        Study(PaperTemplate template, String file) {
            this.template = template;
            this.file = file;
        }

        @Override
        Texts texts(DataRow row) {
            return new Texts(
                    template.open(List.of(question(row))), template.closed(List.of(question(row), answer(row))));
        }

        @Override
        boolean startsWithTokens() {
            return true;
        }

        @Override
        String identity() {
            return template.name() + " of " + PaperTemplates.FILE + " " + file;
        }
    }
}
