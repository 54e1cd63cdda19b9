package org.comptrust.trust.benign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.PythonRandom;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Windows and perplexities of reference implementations, with their token ids and log-likelihoods: what the plugin makes of a
 * model that answers as theirs did.
 */
@Tag("oracle")
class PerplexityOracleTest {
    /** Sums of a few doubles, in another order. */
    private static final double TOLERANCE = 1e-9;

    @Test
    void windowsAndRollUpAreTheReferences() throws IOException {
        Path oracles = Path.of(System.getProperty("comptrust.oracles", ""));
        FolderDataSource source = new FolderDataSource(oracles);
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (String path : references(oracles)) {
            DataRow reference = source.file(path).orElseThrow().json();
            if (!reference.has("perplexity")) {
                continue;
            }
            DataRow perplexity = reference.at("perplexity");
            Path folder = oracles.resolve(path).getParent();
            for (DataRow expected : perplexity.list("non_overlapping")) {
                total++;
                String difference = difference(folder, perplexity, expected);
                if (!difference.isEmpty()) {
                    wrong.add(path + ", window " + expected.text("window") + ": " + difference);
                }
            }
        }

        System.out.println("perplexity windows: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no reference perplexity below models/");
        assertEquals(List.of(), wrong);
    }

    private static String difference(Path folder, DataRow perplexity, DataRow expected) {
        List<Integer> ids = perplexity.list("ids").stream()
                .map(id -> Integer.valueOf(id.text("")))
                .toList();
        TrustPlan plan = PlannedPerplexity.of(
                new FolderDataSource(folder),
                Optional.of(perplexity.text("text_file")),
                Integer.parseInt(expected.text("window")));
        List<DataRow> windows = expected.list("windows");
        List<Item> items = items(plan, new RecordedTokenizer(ids));
        if (items.size() != windows.size()) {
            return items.size() + " windows instead of " + windows.size();
        }
        List<GradedItem> graded = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            int start = Integer.parseInt(windows.get(i).text("start"));
            int end = start + Integer.parseInt(windows.get(i).text("length"));
            if (!((Prompt.Tokens) item.first().prompt()).ids().equals(ids.subList(start, end))) {
                return "window " + i + " holds other tokens";
            }
            double logLikelihood = Double.parseDouble(windows.get(i).text("sum_logprob"));
            Completion completion =
                    new Completion("", Finish.SCORED, OptionalDouble.of(logLikelihood), end - start - 1);
            Transcript transcript =
                    new Transcript(List.of(item.first()), List.of(new Response(List.of(completion), end - start, 0)));
            Step.Done done = (Step.Done) plan.scenarios().get(0).next(item, transcript);
            graded.add(new GradedItem(plan.scenarios().get(0).id(), item.id(), item.tags(), done.grade()));
        }
        GradeTable table = GradeTable.of(graded);
        DimensionScore score = plan.score(table);
        double actual = score.headline().orElseThrow().value();
        double wanted = Double.parseDouble(expected.text("perplexity"));
        if (table.sum("tokens") != Double.parseDouble(expected.text("scored_tokens"))) {
            return table.sum("tokens") + " scored tokens instead of " + expected.text("scored_tokens");
        }
        return Math.abs(actual - wanted) <= TOLERANCE ? "" : actual + " instead of " + wanted;
    }

    private static List<Item> items(TrustPlan plan, Tokenizer tokenizer) {
        ItemContext context = new ItemContext() {
            @Override
            public Optional<Tokenizer> tokenizer() {
                return Optional.of(tokenizer);
            }

            @Override
            public PythonRandom pythonRandom(long seed) {
                return new CPythonRandom(seed);
            }
        };
        try (Stream<Item> items = plan.scenarios().get(0).items(context)) {
            return items.toList();
        }
    }

    private static List<String> references(Path oracles) throws IOException {
        try (Stream<Path> files = Files.walk(oracles.resolve("models"))) {
            return files.filter(file -> file.getFileName().toString().equals("reference.json"))
                    .map(file -> oracles.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** Gives the recorded ids for the one text that they were recorded of. */
    private record RecordedTokenizer(List<Integer> ids) implements Tokenizer {
        @Override
        public String identity() {
            return "recorded";
        }

        @Override
        public List<Integer> encode(String text) {
            return ids.subList(1, ids.size());
        }

        @Override
        public List<Integer> start() {
            return ids.subList(0, 1);
        }

        @Override
        public String decode(List<Integer> some) {
            throw new UnsupportedOperationException("the windows of a text need no decoding");
        }

        @Override
        public int contextLength() {
            return ids.size();
        }
    }
}
