package org.comptrust.host.importing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.data.Pack;
import org.comptrust.host.importing.ImportReport.Finding;

/** Makes a pack of the CSV files of MMLU: {@code dev}, {@code test} and, if they are there, {@code val}, for each subject one file. */
final class MmluImport {
    private static final String SUBJECTS = "mmlu-subjects.txt";
    private static final int DEMONSTRATIONS = 5;
    private static final int QUESTIONS = 14_042;
    private static final int COLUMNS = 6;

    private final Copy copy;
    private final String below;
    private final List<Finding> findings = new ArrayList<>();

    MmluImport(Path from) {
        this.copy = new Copy(from);
        this.below = copy.below("data/test", "_test.csv").isEmpty() ? "" : "data/";
    }

    ImportReport write(Path target) {
        try (PackWriter writer = new PackWriter(target)) {
            long questions = 0;
            int subjects = 0;
            for (String subject : subjects()) {
                Optional<Pack.Entry> test = copy("test", subject, true, writer);
                Optional<Pack.Entry> dev = copy("dev", subject, true, writer);
                copy("val", subject, false, writer);
                questions += test.flatMap(MmluImport::rows).orElse(0L);
                subjects += test.isPresent() ? 1 : 0;
                dev.flatMap(MmluImport::rows)
                        .filter(rows -> rows != DEMONSTRATIONS)
                        .ifPresent(rows -> findings.add(new Finding(
                                "differs",
                                path("dev", subject),
                                "has " + rows + " rows, " + DEMONSTRATIONS + " are expected",
                                subject)));
            }
            if (subjects == 0) {
                throw new DataException(
                        copy.root().toString(),
                        "has no test/SUBJECT_test.csv. Name the folder that holds dev/ and test/ with one CSV file for each subject");
            }
            if (findings.isEmpty() && questions != QUESTIONS) {
                findings.add(new Finding(
                        "differs",
                        "test",
                        "has " + questions + " questions, " + QUESTIONS + " are expected",
                        "the score"));
            }
            badRows(writer.written());
            writer.finish(new PackWriter.Head(
                    "MMLU",
                    "1",
                    "MIT",
                    "Hendrycks et al. 2021, Measuring Massive Multitask Language Understanding, arXiv:2009.03300",
                    "https://github.com/hendrycks/test",
                    ""));
            return new ImportReport(
                    target, "MMLU, " + subjects + " subjects, " + questions + " questions", writer.size(), findings);
        }
    }

    private Optional<Pack.Entry> copy(String part, String subject, boolean needed, PackWriter writer) {
        String path = path(part, subject);
        Optional<Path> file = copy.file(below + path);
        if (file.isEmpty() && needed) {
            findings.add(new Finding("missing", path, "the folder does not have it", subject));
        }
        return file.map(found -> writer.copy(path, found, false));
    }

    private void badRows(FolderDataSource written) {
        for (String part : List.of("dev", "test", "val")) {
            for (String name : written.list(part)) {
                try (Stream<DataRow> rows =
                        written.file(part + "/" + name).orElseThrow().csv(false)) {
                    long read =
                            rows.flatMap(row -> row.read(MmluImport::checked)).count();
                    String bad = written.takeLeftOut().sentence();
                    if (!bad.isEmpty() || read == 0) {
                        findings.add(
                                new Finding("bad rows", part + "/" + name, bad.isEmpty() ? "is empty" : bad, name));
                    }
                }
            }
        }
    }

    private static String checked(DataRow row) {
        if (row.keys().size() != COLUMNS) {
            throw new DataException(row.where(), "has " + row.keys().size() + " columns, " + COLUMNS + " are expected");
        }
        String answer = row.text("5");
        if (!answer.matches("[A-D]")) {
            throw new DataException(row.where(), "the answer must be A, B, C or D");
        }
        return answer;
    }

    private static Optional<Long> rows(Pack.Entry entry) {
        return entry.rows().isPresent() ? Optional.of(entry.rows().getAsLong()) : Optional.empty();
    }

    private static String path(String part, String subject) {
        return part + "/" + subject + "_" + part + ".csv";
    }

    private static List<String> subjects() {
        try (InputStream in = MmluImport.class.getResourceAsStream(SUBJECTS)) {
            if (in == null) {
                throw new IllegalStateException(SUBJECTS + " is missing from the program");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
