package org.comptrust.core.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;

/**
 * A conversation template of the study. What it gets wrong shaped the published numbers, so it is kept:
 *
 * <ul>
 *   <li>a system message replaces the whole preamble, with the role marks in it; of several the last one counts;
 *   <li>the position of a message decides which separator follows it, whoever says it;
 *   <li>a message without text leaves its role mark only;
 *   <li>where there is a stop text, an answer without it loses its last character.
 * </ul>
 *
 * @param name as specs call it
 * @param style how the pieces are put together
 * @param preamble what stands first, unless a system message does
 * @param user mark of the user's messages; may be empty
 * @param assistant mark of the assistant's messages
 * @param evenSeparator after the first, third, ... message
 * @param oddSeparator after the second, fourth, ... message
 * @param stop cuts answers
 */
public record PaperTemplate(
        String name,
        Style style,
        String preamble,
        String user,
        String assistant,
        String evenSeparator,
        String oddSeparator,
        Optional<String> stop) {
    /** How the pieces are put together. */
    public enum Style {
        /** A mark and a blank before each message but the first. */
        LLAMA2,
        /** A separator after the preamble; mark and colon before each message. */
        ADD_COLON_TWO,
        /** Mark and colon before messages of those who have a mark. */
        INSTRUCT
    }

    /** The request with its dialogue as text; requests without a dialogue stay as they are. */
    public Request applied(Request request) {
        return request.prompt() instanceof Prompt.Chat chat ? new Request(text(chat), request.ask()) : request;
    }

    /**
     * The prompt, a part for each message, so that demonstrations that do not fit can go. (The marks of the others stay as they
     * are: where the very first message goes, the next one keeps its mark.)
     */
    Prompt.Text text(Prompt.Chat chat) {
        List<Message> parts = parts(chat.messages());
        parts.add(Message.of(Role.ASSISTANT, bareMark(assistant)));
        return new Prompt.Text(parts, chat.overflow());
    }

    /** The dialogue as one text, up to where the next answer begins. */
    public String open(List<Message> messages) {
        return closed(messages) + bareMark(assistant);
    }

    /** The dialogue as one text, with its last answer and what follows that. */
    public String closed(List<Message> messages) {
        return String.join("", parts(messages).stream().map(Message::text).toList());
    }

    private List<Message> parts(List<Message> messages) {
        Message system = Message.of(Role.SYSTEM, preamble);
        List<Message> turns = new ArrayList<>();
        for (Message message : messages) {
            if (message.role() == Role.SYSTEM) {
                system = message;
            } else {
                turns.add(message);
            }
        }
        List<Message> parts = new ArrayList<>();
        parts.add(
                Message.of(Role.SYSTEM, style == Style.ADD_COLON_TWO ? system.text() + evenSeparator : system.text()));
        for (int i = 0; i < turns.size(); i++) {
            Message turn = turns.get(i);
            parts.add(Message.shot(turn.role(), piece(turn, i), turn.shot()));
        }
        return parts;
    }

    private String piece(Message turn, int position) {
        String mark = turn.role() == Role.USER ? user : assistant;
        if (turn.text().isEmpty()) {
            return bareMark(mark);
        }
        String separator = position % 2 == 0 ? evenSeparator : oddSeparator;
        return switch (style) {
            case LLAMA2 -> position == 0 ? turn.text() : mark + " " + turn.text() + separator;
            case ADD_COLON_TWO -> mark + ": " + turn.text() + separator;
            case INSTRUCT -> (mark.isEmpty() ? "" : mark + ": ") + turn.text() + separator;
        };
    }

    private String bareMark(String mark) {
        return style == Style.LLAMA2 ? mark : mark + ":";
    }

    /** The response as the study's readers saw it: generated texts are cut at the stop text. */
    public Response cut(Ask ask, Response response) {
        if (stop.isEmpty() || !(ask instanceof Ask.Generate)) {
            return response;
        }
        List<Completion> cut = response.completions().stream()
                .map(completion -> new Completion(
                        cut(completion.text(), stop.get()),
                        completion.finish(),
                        completion.logLikelihood(),
                        completion.tokens()))
                .toList();
        return new Response(cut, response.promptTokens(), response.droppedShots());
    }

    /** The place of a text that does not occur is -1, and -1 counts from the end: the last character goes. */
    private static String cut(String text, String stop) {
        int at = text.indexOf(stop);
        if (at >= 0) {
            return text.substring(0, at);
        }
        return text.isEmpty() ? text : text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }
}
