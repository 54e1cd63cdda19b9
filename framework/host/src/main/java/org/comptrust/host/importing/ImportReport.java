package org.comptrust.host.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an import found. */
public final class ImportReport {
    private final Path pack;
    private final String title;
    private final int files;
    private final List<Finding> findings;

    /**
     * Something that is not as in a whole copy.
     *
     * @param kind {@code missing}, {@code differs}, {@code text} (a text that was not found) or {@code bad rows}
     * @param what a file or a key
     * @param why what is wrong with it
     * @param needs what cannot run without it, or may give other numbers; {@code ""} if nothing
     */
    public record Finding(String kind, String what, String why, String needs) {}

    ImportReport(Path pack, String title, int files, List<Finding> findings) {
        this.pack = pack;
        this.title = title;
        this.files = files;
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }

    /** For people: first the findings, then what was written. */
    public String text() {
        List<String> lines = new ArrayList<>();
        Map<List<String>, List<Finding>> alike = new LinkedHashMap<>();
        findings.forEach(finding -> alike.computeIfAbsent(
                        List.of(finding.kind(), folder(finding.what()), finding.why()), first -> new ArrayList<>())
                .add(finding));
        alike.values().forEach(some -> lines.add(line(some)));
        if (!findings.isEmpty()) {
            lines.add("");
        }
        lines.add(pack + ": " + title + ", " + files + " files"
                + (findings.isEmpty() ? ", whole." : "; " + findings.size() + " findings."));
        return String.join("\n", lines);
    }

    /** Findings that differ in the file of one folder only are one line. */
    private static String line(List<Finding> some) {
        Finding first = some.get(0);
        String what = first.what();
        if (some.size() > 1) {
            String names = String.join(
                    ", ",
                    some.stream()
                            .map(one -> one.what().substring(folder(one.what()).length()))
                            .toList());
            what = folder(what) + ": " + some.size() + " files (" + names + ")";
        }
        String needs = first.needs() + (some.size() > 1 ? " and so on" : "");
        return first.kind() + ": " + what + ": " + first.why()
                + (first.needs().isEmpty() ? "" : ". Needed by " + needs);
    }

    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** For programs. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pack", pack.toString());
        json.put("title", title);
        json.put("files", files);
        json.put(
                "findings",
                findings.stream()
                        .map(finding -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("kind", finding.kind());
                            one.put("what", finding.what());
                            one.put("why", finding.why());
                            one.put("needs", finding.needs());
                            return one;
                        })
                        .toList());
        return json;
    }
}
