package org.comptrust.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.VariantRecipe;

/** Keys of variants and cells. */
final class RecipeKeys {
    private RecipeKeys() {}

    /**
     * Key under which the journal remembers a variant, so that a run whose answers are all there loads no weights. The checkpoint
     * enters with names, sizes and times of its files: if one of them changes, the variant is made again and its content decides.
     */
    static String variant(PlannedModel model, PlannedVariant variant, String version) {
        List<String> parts = new ArrayList<>(List.of(
                "variant/v1",
                version,
                model.spec().dtype(),
                chatTemplate(model.spec().chatTemplate()),
                Long.toString(variant.recipe().seed())));
        parts.addAll(source(model.spec().source()));
        variant.recipe().checkpoint().ifPresent(theirs -> {
            parts.add("checkpoint");
            parts.addAll(source(theirs.source()));
        });
        for (VariantRecipe.Link link : variant.recipe().chain()) {
            parts.addAll(List.of(
                    "link",
                    link.method(),
                    link.origin().plugin(),
                    link.origin().version(),
                    link.origin().sha256(),
                    link.options()));
            link.calibration().ifPresent(data -> parts.addAll(calibration(data)));
        }
        return Sha256.of(parts);
    }

    /** Key of the grades of a base that is answered again. */
    static String again(String cell) {
        return Sha256.of(List.of("again/v1", cell));
    }

    /**
     * Key of a cell's grades.
     *
     * @param variant key of the variant
     */
    static String cell(String variant, PlannedDimension dimension, long seed) {
        List<String> parts = new ArrayList<>(List.of(
                "cell/v1",
                variant,
                dimension.id(),
                Integer.toString(dimension.version()),
                dimension.options(),
                dimension.prompts().name()
                        + dimension
                                .paper()
                                .map(template -> " " + template.name())
                                .orElse(""),
                dimension.limit(),
                Long.toString(seed)));
        if (!dimension.leftOut().isEmpty()) {
            parts.add("without");
            parts.addAll(dimension.leftOut());
        }
        dimension.dataHashes().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> parts.addAll(List.of(entry.getKey(), entry.getValue())));
        dimension.scorers().forEach((role, scorer) -> parts.addAll(List.of("scorer", role, scorer.key())));
        return Sha256.of(parts);
    }

    /** A file's content counts, not its name. */
    private static String chatTemplate(String template) {
        return Set.of("auto", "plain").contains(template) ? template : Sha256.ofFile(Path.of(template));
    }

    private static List<String> calibration(CalibrationSpec data) {
        List<String> parts = new ArrayList<>(List.of(
                "calibration",
                data.text().map(text -> Sha256.ofFile(text.file())).orElse("model"),
                Integer.toString(data.samples()),
                Integer.toString(data.length()),
                Long.toString(data.seed())));
        data.text()
                .ifPresent(text -> parts.addAll(List.of(
                        text.select().name(),
                        text.field(),
                        text.template().name(),
                        text.template().file().map(Sha256::ofFile).orElse(""))));
        return parts;
    }

    /** Of a server all that decides what it is asked; not how often and how patiently. */
    private static List<String> source(ModelSource source) {
        if (source instanceof ModelSource.Folder folder) {
            return files(folder.path());
        } else if (source instanceof ModelSource.Endpoint served) {
            List<String> parts = new ArrayList<>(List.of(
                    "endpoint",
                    served.url().toString(),
                    served.model(),
                    Boolean.toString(served.chat()),
                    Boolean.toString(served.logProbabilities()),
                    served.contextLength().toString()));
            served.tokenizer().ifPresent(folder -> parts.addAll(files(folder)));
            return parts;
        }
        List<String> parts = new ArrayList<>(List.of("recorded"));
        parts.addAll(files(((ModelSource.Recorded) source).responses()));
        return parts;
    }

    /** Names, sizes and times of a file, or of those right below a folder. */
    private static List<String> files(Path folder) {
        List<String> parts = new ArrayList<>();
        if (Files.isRegularFile(folder)) {
            try {
                parts.addAll(described(folder));
                return parts;
            } catch (IOException unreadable) {
                throw new ModelException("the file " + folder + " cannot be read: " + unreadable, unreadable);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (Files.isRegularFile(file)) {
                    parts.addAll(described(file));
                }
            }
        } catch (IOException unreadable) {
            throw new ModelException("the folder " + folder + " cannot be read: " + unreadable, unreadable);
        }
        return parts;
    }

    private static List<String> described(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(
                String.valueOf(file.getFileName()),
                Long.toString(attributes.size()),
                attributes.lastModifiedTime().toString());
    }
}
