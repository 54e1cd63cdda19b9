package org.comptrust.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.comptrust.core.spec.ExperimentSpec;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecParser;
import org.comptrust.core.spec.SpecReader;
import org.junit.jupiter.api.Test;

/** The document that explains experiment files shows one that is right. */
class SpecDocumentTest {
    private static final Path EXAMPLES = Path.of("..", "docs", "examples");
    private static final Path DOCUMENT = Path.of("..", "docs", "spec.md");

    /** Paths are the reader's: what they name is not here. */
    @Test
    void theExamplesAreWrongOnlyInNamingFoldersThatAreNotHere() throws IOException {
        List<Path> examples;
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertTrue(examples.size() >= 2, "found " + examples);
        for (Path example : examples) {
            Problems problems = new Problems(example.toString());
            SpecNode root =
                    SpecReader.parse(Files.readString(example), problems).orElseThrow();
            SpecParser.parse(example, root, problems);
            assertEquals(List.of(), others(problems));
        }
    }

    @Test
    void theExampleIsWrongOnlyInNamingFoldersThatAreNotHere() throws IOException {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCUMENT));
        assertTrue(example.find(), "no example");
        Problems problems = new Problems("spec.md");
        SpecNode root = SpecReader.parse(example.group(1), problems).orElseThrow();
        ExperimentSpec spec = SpecParser.parse(DOCUMENT, root, problems);

        assertEquals(List.of(), others(problems));
        assertEquals(
                List.of("pruned", "rounded"),
                spec.methods().stream().map(m -> m.key()).toList());
    }

    private static List<String> others(Problems problems) {
        return problems.list().stream()
                .filter(problem -> !problem.whatIsWrong().startsWith("no f"))
                .map(Problem::toString)
                .toList();
    }
}
