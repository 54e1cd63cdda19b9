package org.comptrust.trust.benign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.SingleTurn;
import org.comptrust.trust.support.ItemIds;
import org.comptrust.trust.support.Texts;

/** The questions of one subject, each after the same demonstrations, as plain text. */
final class MmluScenario implements SingleTurn {
    private static final String ANSWER = "answer";

    /** Demonstrations that do not fit go from the end; the study counts tokens of GPT-2, we those of the model. */
    private static final Overflow LAST_FIRST = new Overflow(false, 2048);

    private final String subject;
    private final MmluOptions options;
    private final Optional<Files> files;
    private final Optional<String> unavailable;

    /**
     * What items are made of.
     *
     * @param dev the demonstrations
     * @param test the questions
     */
    record Files(NamedText dev, NamedText test) {}

    MmluScenario(String subject, MmluOptions options, Optional<Files> files, Optional<String> unavailable) {
        this.subject = subject;
        this.options = options;
        this.files = files;
        this.unavailable = unavailable;
    }

    @Override
    public String id() {
        return subject;
    }

    @Override
    public Optional<String> unavailable() {
        return unavailable;
    }

    @Override
    public Stream<Item> items(ItemContext context) {
        Files found = files.orElseThrow(() ->
                new IllegalStateException("scenario " + subject + " is not available: " + unavailable.orElse("")));
        List<MmluQuestion> demonstrations = MmluQuestion.demonstrations(found.dev(), options.shots());
        ItemIds ids = new ItemIds();
        return MmluQuestion.read(found.test()).stream().map(question -> item(question, demonstrations, ids));
    }

    /** The right letters, in the order of the items; none where the scenario is not available. */
    List<String> rightAnswers() {
        return files.map(found -> MmluQuestion.read(found.test()).stream()
                        .map(MmluQuestion::answer)
                        .toList())
                .orElse(List.of());
    }

    /** What is no letter is wrong and unreadable; the study calls it a refusal. */
    @Override
    public Grade grade(Item item, Response response) {
        return options.reading()
                .read(response)
                .map(letter -> Grade.read(letter.equals(item.gold().getOrDefault(ANSWER, "")) ? 1 : 0, letter))
                .orElseGet(() -> new Grade(
                        OptionalDouble.of(0), "unreadable", 1, 0, 1, Map.of(), Texts.beginning(response.text())));
    }

    /** An item about a question of our choice, also for the scorer card. */
    Item item(MmluQuestion question, List<MmluQuestion> demonstrations, ItemIds ids) {
        return new Item(
                ids.next(subject, question.asked()),
                new Request(
                        new Prompt.Text(parts(question, demonstrations), LAST_FIRST),
                        options.reading().ask()),
                Map.of(),
                Map.of(ANSWER, question.answer()),
                "");
    }

    /** The subject has a blank before it, so that two stand before its name, as in the benchmark. */
    private List<Message> parts(MmluQuestion question, List<MmluQuestion> demonstrations) {
        List<Message> parts = new ArrayList<>();
        parts.add(Message.of(
                Role.USER,
                "The following are multiple choice questions (with answers) about  " + subject.replace('_', ' ')
                        + ".\n\n"));
        for (int shot = 0; shot < demonstrations.size(); shot++) {
            parts.add(Message.shot(Role.USER, demonstrations.get(shot).solved(), shot));
        }
        parts.add(Message.of(Role.USER, question.asked()));
        return parts;
    }
}
