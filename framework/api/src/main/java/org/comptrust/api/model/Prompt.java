package org.comptrust.api.model;

import java.util.List;
import java.util.Objects;

/**
 * What a model reads.
 *
 * @since 0.1
 */
public sealed interface Prompt {
    /** A dialogue; the chat renderer gets the messages exactly as they are. */
    record Chat(List<Message> messages, Overflow overflow) implements Prompt {
        public Chat {
            messages = List.copyOf(messages);
            Objects.requireNonNull(overflow, "overflow");
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("a dialogue needs a message");
            }
        }
    }

    /** Plain text; the parts are joined without separators. */
    record Text(List<Message> parts, Overflow overflow) implements Prompt {
        public Text {
            parts = List.copyOf(parts);
            Objects.requireNonNull(overflow, "overflow");
        }
    }

    /** Token ids, start token included. */
    record Tokens(List<Integer> ids) implements Prompt {
        public Tokens {
            ids = List.copyOf(ids);
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("a prompt needs a token");
            }
        }
    }
}
