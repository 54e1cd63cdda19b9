package org.comptrust.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.port.ModelSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecFilesTest {
    @TempDir
    private Path folder;

    private final Problems problems = new Problems("experiment.yaml");

    @Test
    void sectionsOfIncludedFilesComeFirstAndAreJoinedWithTheFilesOwn() throws IOException {
        write("shared/models.yaml", "models: { small: { source: s } }\nseed: 3\n");
        SpecNode.Fields whole = read("include: shared/models.yaml\nmodels: { large: { source: l } }\n");

        assertEquals(List.of(), problems.list());
        assertEquals(List.of("models", "seed"), List.copyOf(whole.fields().keySet()));
        SpecNode.Fields models = (SpecNode.Fields) whole.fields().get("models").value();
        assertEquals(List.of("small", "large"), List.copyOf(models.fields().keySet()));
    }

    @Test
    void valuesKeepThePlaceInTheirOwnFile() throws IOException {
        write("shared/models.yaml", "seed: 3\nname: x\n");
        SpecNode.Fields whole = read("include: [shared/models.yaml]\n");

        assertEquals(
                new Place("shared/models.yaml", 2, 7, "name"),
                whole.fields().get("name").value().place());
    }

    @Test
    void whatStandsInTwoFilesIsAProblemThatNamesBoth() throws IOException {
        write("a.yaml", "apiVersion: comptrust/v1\nseed: 3\nmodels:\n  chat: { source: s }\n");
        read("apiVersion: comptrust/v1\ninclude: a.yaml\nseed: 4\nmodels: { chat: { source: t } }\n");

        assertEquals(
                List.of(
                        "experiment.yaml:3:1: seed: is said already, in a.yaml:2:1. Remove or rename one of the two.",
                        "experiment.yaml:4:11: models.chat: is said already, in a.yaml:4:3."
                                + " Remove or rename one of the two."),
                texts());
    }

    @Test
    void aCircleOfIncludesIsSaidWhereItCloses() throws IOException {
        write("a.yaml", "include: b.yaml\n");
        write("b.yaml", "include: experiment.yaml\n");
        read("include: a.yaml\n");

        assertEquals(
                List.of("b.yaml:1:10: include: the file includes itself: experiment.yaml > a.yaml > b.yaml >"
                        + " experiment.yaml. Remove one include."),
                texts());
    }

    @Test
    void twoFilesMayIncludeTheSameThirdOne() throws IOException {
        write("a.yaml", "include: c.yaml\n");
        write("b.yaml", "include: c.yaml\n");
        write("c.yaml", "seed: 1\n");
        SpecNode.Fields whole = read("include: [a.yaml, b.yaml]\n");

        assertEquals(List.of(), problems.list());
        assertEquals(List.of("seed"), List.copyOf(whole.fields().keySet()));
    }

    @Test
    void aMissingOrMalformedFileIsSaidInItsPlace() throws IOException {
        write("text.yaml", "just words\n");
        write("broken.yaml", "a: [1\n");
        read("include: [text.yaml, broken.yaml, none.yaml]\n");

        assertEquals(
                List.of(
                        "experiment.yaml:1:35: include[2]: no file " + folder.resolve("none.yaml")
                                + ". Correct the path; it is relative to the folder of the spec.",
                        "broken.yaml:1:6: not YAML: expected ',' or ']', but got <stream end>."
                                + " Check quotes, brackets and indentation.",
                        "text.yaml:1:1: must be a mapping (key: value), found \"just words\". Indent keys below it."),
                texts());
    }

    @Test
    void pathsAreRelativeToTheFileThatSaysThem() throws IOException {
        Files.createDirectories(folder.resolve("shared/model"));
        write("shared/models.yaml", "models: { chat: { source: model } }\n");
        SpecNode whole = read("include: shared/models.yaml\nname: x\napiVersion: comptrust/v1\n"
                + "dimensions: { d: { use: quiz } }\n");
        ExperimentSpec spec = SpecParser.parse(folder.resolve("experiment.yaml"), whole, problems);

        assertEquals(List.of(), texts());
        assertEquals(
                new ModelSource.Folder(folder.resolve("shared/model")),
                spec.models().get(0).spec().source());
    }

    private SpecNode.Fields read(String spec) throws IOException {
        write("experiment.yaml", spec);
        Optional<SpecNode> whole = SpecFiles.read(folder.resolve("experiment.yaml"), problems);
        return (SpecNode.Fields) whole.orElseThrow();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private List<String> texts() {
        return problems.list().stream().map(Problem::toString).toList();
    }
}
