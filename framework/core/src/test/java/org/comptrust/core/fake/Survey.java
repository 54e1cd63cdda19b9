package org.comptrust.core.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.model.Response;
import org.comptrust.api.option.Option;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.SingleTurn;
import org.comptrust.api.trust.TrustPlan;

/** Questions of two files, {@code young.jsonl} and {@code old.jsonl}, to be answered with yes; rows that are bad are left out. */
public final class Survey extends FakeDimension<Survey.Settings> {
    public record Settings(
            @Option(value = "files", absent = "[young, old]")
            List<String> files) {}

    public Survey() {
        super("survey", 1, Settings.class);
    }

    @Override
    public TrustPlan plan(DimensionInputs<Settings> inputs) {
        return (FakePlan) () -> inputs.value().files().stream()
                .map(file -> (Scenario) new Questions(file, inputs.data()))
                .toList();
    }

    private record Questions(String id, DataSource data) implements SingleTurn {
        @Override
        public Optional<String> unavailable() {
            return file().isPresent() ? Optional.empty() : Optional.of(id + ".jsonl is missing");
        }

        @Override
        public Stream<Item> items(ItemContext context) {
            return file().orElseThrow().jsonLines().flatMap(row -> row.read(Questions::item));
        }

        @Override
        public Grade grade(Item item, Response response) {
            return Grade.read(response.text().startsWith("yes") ? 1 : 0, "");
        }

        private Optional<DataFile> file() {
            return data.file(id + ".jsonl");
        }

        private static Item item(DataRow row) {
            String question = row.text("question");
            return new Item(question, Quiz.ask(question), Map.of(), Map.of(), "");
        }
    }
}
