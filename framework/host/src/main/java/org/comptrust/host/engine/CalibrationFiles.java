package org.comptrust.host.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.model.Message;
import org.comptrust.core.calibration.CalibrationReader;
import org.comptrust.core.calibration.CalibrationTokens;
import org.comptrust.core.calibration.ChatWriter;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Progress;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.chat.ChatTemplateException;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.pool.Calibration;
import org.comptrust.models.tokenizer.HfTokenizer;

/** Calibration data from files, for a model's tokenizer and chat template. */
public final class CalibrationFiles {
    private CalibrationFiles() {}

    /**
     * Selects the sequences.
     *
     * @param spec one with a file
     * @param own how the model is asked
     * @throws org.comptrust.api.trust.DataException if the file does not hold what it takes
     * @throws org.comptrust.models.checkpoint.CheckpointException if a template cannot be rendered
     */
    public static Calibration read(CalibrationSpec spec, HfTokenizer tokenizer, ChatRenderer own, Progress progress) {
        CalibrationTokens tokens =
                CalibrationReader.read(spec, tokenizer, template -> writer(template, tokenizer, own), progress);
        return new Calibration.Tokens(tokens.sequences(), tokens.origin());
    }

    private static Optional<ChatWriter> writer(Optional<Path> template, HfTokenizer tokenizer, ChatRenderer own) {
        ChatRenderer renderer = template.isPresent() ? Dialogues.of(template.get(), tokenizer) : own;
        return renderer instanceof PlainDialogue ? Optional.empty() : Optional.of(new TemplateWriter(renderer));
    }

    private record TemplateWriter(ChatRenderer renderer) implements ChatWriter {
        @Override
        public String open(List<Message> messages) {
            try {
                return renderer.render(messages);
            } catch (ChatTemplateException e) {
                throw refused(e);
            }
        }

        @Override
        public String closed(List<Message> messages) {
            try {
                return renderer.closed(messages);
            } catch (ChatTemplateException e) {
                throw refused(e);
            }
        }

        private static ModelException refused(ChatTemplateException e) {
            return new ModelException("the chat template does not take a calibration record: " + e.getMessage(), e);
        }

        @Override
        public boolean startsWithTokens() {
            return renderer.startsWithTokens();
        }

        @Override
        public String identity() {
            return renderer.identity();
        }
    }
}
