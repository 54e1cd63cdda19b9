package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.data.Pack;
import org.comptrust.host.importing.DataImport;
import org.comptrust.host.importing.ImportReport;
import org.comptrust.host.text.Json;
import org.comptrust.host.text.Sizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands on benchmark data. */
final class DataCommands {
    private DataCommands() {}

    /** All of them, for the parent command. */
    static List<Object> all(Session session) {
        return List.of(new Import(session), new Show(session), new Verify(session));
    }

    private static FolderDataSource pack(Path path) {
        FolderDataSource source = new FolderDataSource(path);
        if (source.pack().isEmpty()) {
            throw new UsageException(path + " is no pack: it has no " + Pack.FILE
                    + ". Name a pack, or make one by `comptrust data import`.");
        }
        return source;
    }

    /** Makes a pack of the user's own copy. */
    @Command(
            name = "import",
            description =
                    "Makes a pack of your own copy of a data set. Sources in it are read as text, never executed.")
    static final class Import implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "DATASET", description = "decodingtrust, mmlu or advglue++.")
        String name = "";

        @Option(
                names = "--from",
                required = true,
                paramLabel = "COPY",
                description =
                        "The folder of your copy. Several complete one another: what the first has not comes from the next.")
        List<Path> from = new ArrayList<>();

        @Option(
                names = "--to",
                required = true,
                paramLabel = "PACK",
                description = "A new folder, or a new file NAME.zip.")
        Path to = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        Import(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            DataImport chosen = DataImport.of(name)
                    .orElseThrow(() -> new UsageException(
                            "no data set \"" + name + "\" can be imported. Known: " + DataImport.names() + "."));
            ImportReport report = chosen.run(from, to);
            session.terminal().print(json ? Json.text(report.json()) : report.text());
            return ExitCode.DONE;
        }
    }

    /** Says what a pack is. */
    @Command(name = "show", description = "Shows what a pack holds: name, version, licence, citation, files with rows.")
    static final class Show implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "PACK", description = "A folder or zip with pack.yaml.")
        Path path = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        Show(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            Pack pack = pack(path).pack().orElseThrow();
            session.terminal().print(json ? Json.text(json(pack)) : text(pack));
            return ExitCode.DONE;
        }

        private static String text(Pack pack) {
            StringBuilder text = new StringBuilder(pack.title()).append('\n');
            text.append("cite:     ").append(pack.citation()).append('\n');
            text.append("source:   ").append(pack.source());
            pack.commit().ifPresent(commit -> text.append(", commit ").append(commit));
            text.append("\nchecksum: ").append(pack.checksum()).append("\n\n");
            pack.files().forEach((path, file) -> text.append(path)
                    .append("  ")
                    .append(Sizes.text(file.bytes()))
                    .append(file.rows().isPresent() ? "  " + file.rows().getAsLong() + " rows" : "")
                    .append('\n'));
            return text.toString().stripTrailing();
        }

        private static Map<String, Object> json(Pack pack) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", pack.name());
            json.put("version", pack.version());
            json.put("licence", pack.licence());
            json.put("citation", pack.citation());
            json.put("source", pack.source());
            pack.commit().ifPresent(commit -> json.put("commit", commit));
            json.put("sha256", pack.checksum());
            List<Map<String, Object>> files = new ArrayList<>();
            pack.files().forEach((path, file) -> {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("path", path);
                one.put("sha256", file.sha256());
                one.put("bytes", file.bytes());
                file.rows().ifPresent(rows -> one.put("rows", rows));
                files.add(one);
            });
            json.put("files", files);
            return json;
        }
    }

    /** Checks every file of a pack. */
    @Command(name = "verify", description = "Checks that each file of a pack is as pack.yaml says; exit code 4 if not.")
    static final class Verify implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "PACK", description = "A folder or zip with pack.yaml.")
        Path path = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        Verify(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            FolderDataSource source = pack(path);
            Pack pack = source.pack().orElseThrow();
            List<String> faults = new ArrayList<>();
            for (String file : pack.files().keySet()) {
                try {
                    if (source.file(file).isEmpty()) {
                        faults.add(path + "/" + file + ": is missing");
                    }
                } catch (DataException e) {
                    faults.add(e.getMessage());
                }
            }
            if (json) {
                session.terminal().print(Json.text(Map.of("files", pack.files().size(), "faults", faults)));
            } else {
                faults.forEach(session.terminal()::say);
                session.terminal()
                        .print(pack.title() + ": " + (pack.files().size() - faults.size()) + " of "
                                + pack.files().size() + " files are as they were packed.");
            }
            return faults.isEmpty() ? ExitCode.DONE : ExitCode.RESOURCES;
        }
    }
}
