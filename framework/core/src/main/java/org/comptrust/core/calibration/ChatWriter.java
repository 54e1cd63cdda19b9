package org.comptrust.core.calibration;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.model.Message;

/** Writes dialogues as a model reads them. Implemented over the models' chat templates. */
public interface ChatWriter {
    /** The dialogue up to where the next answer begins. */
    String open(List<Message> messages);

    /** The dialogue with its last answer, and nothing after it. */
    String closed(List<Message> messages);

    /** Whether the tokenizer's start tokens go before the text. A template writes its own. */
    boolean startsWithTokens();

    /** Names the template and its content. */
    String identity();

    /** Finds writers. */
    interface Source {
        /**
         * A writer.
         *
         * @param template a Jinja template; empty: the model's own
         * @return nothing if the model has none
         * @throws org.comptrust.core.port.ModelException if the template cannot be rendered
         */
        Optional<ChatWriter> find(Optional<Path> template);
    }
}
