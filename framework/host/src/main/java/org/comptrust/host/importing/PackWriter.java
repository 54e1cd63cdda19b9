package org.comptrust.host.importing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.data.Pack;
import org.comptrust.core.hash.Sha256;

/**
 * Writes a pack, a folder or, if its name ends in {@code .zip}, a zip. It is written beside its place and moved there when it is whole;
 * what was not finished is gone when this is closed.
 */
final class PackWriter implements Closeable {
    private final Path target;
    private final Path staging;
    private final Map<String, Pack.Entry> files = new TreeMap<>();

    /** What {@code pack.yaml} says of all files together; see {@link Pack}. */
    record Head(String name, String version, String licence, String citation, String source, String commit) {}

    /** @throws DataException if something is there already, or nothing can be written */
    PackWriter(Path target) {
        this.target = target.toAbsolutePath().normalize();
        if (Files.exists(this.target, LinkOption.NOFOLLOW_LINKS)) {
            throw new DataException(
                    target.toString(), "is there already. Name a new folder, or a new file that ends in .zip");
        }
        try {
            Path beside = this.target.getParent();
            if (beside == null) {
                throw new DataException(target.toString(), "is no place for a pack");
            }
            Files.createDirectories(beside);
            this.staging = Files.createDirectory(beside(this.target));
        } catch (IOException e) {
            throw unwritable(this.target, e);
        }
    }

    /**
     * Copies a file.
     *
     * @param header whether the first line of a CSV file names its columns
     */
    Pack.Entry copy(String path, Path from, boolean header) {
        try {
            Path to = staging.resolve(path);
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
            return entry(path, to, header);
        } catch (IOException e) {
            throw unwritable(staging.resolve(path), e);
        }
    }

    /** Writes a text. */
    Pack.Entry write(String path, String text) {
        try {
            Path to = staging.resolve(path);
            Files.createDirectories(to.getParent());
            Files.writeString(to, text);
            return entry(path, to, false);
        } catch (IOException e) {
            throw unwritable(staging.resolve(path), e);
        }
    }

    private static Path beside(Path target) {
        return target.resolveSibling("." + target.getFileName() + "." + Long.toHexString(System.nanoTime()));
    }

    /** What was written so far, to be read. */
    FolderDataSource written() {
        return new FolderDataSource(staging);
    }

    int size() {
        return files.size();
    }

    /** Writes {@code pack.yaml} and moves all to its place. */
    void finish(Head head) {
        try {
            Files.writeString(staging.resolve(Pack.FILE), manifest(head));
            if (target.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
                Path zip = beside(target);
                try {
                    zip(zip);
                    Files.move(zip, target);
                } finally {
                    Files.deleteIfExists(zip);
                }
            } else {
                Files.move(staging, target);
            }
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    @Override
    public void close() {
        if (!Files.exists(staging)) {
            return;
        }
        try (Stream<Path> all = Files.walk(staging)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw unwritable(staging, e);
        }
    }

    private Pack.Entry entry(String path, Path file, boolean header) throws IOException {
        Pack.Entry entry = new Pack.Entry(Sha256.ofFile(file), Files.size(file), rows(path, header));
        files.put(path, entry);
        return entry;
    }

    private OptionalLong rows(String path, boolean header) {
        DataFile file = written().file(path).orElseThrow();
        try {
            if (path.endsWith(".jsonl")) {
                return count(file.jsonLines());
            }
            if (path.endsWith(".csv")) {
                return count(file.csv(header));
            }
            return path.endsWith(".json") ? OptionalLong.of(file.json().keys().size()) : OptionalLong.empty();
        } catch (DataException notReadable) {
            return OptionalLong.empty(); // the reader of the pack is told; a count is not what must stop its writing
        }
    }

    private static OptionalLong count(Stream<DataRow> rows) {
        try (rows) {
            return OptionalLong.of(rows.count());
        }
    }

    private String manifest(Head head) throws IOException {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format", Pack.FORMAT)
                .put("name", head.name())
                .put("version", head.version())
                .put("licence", head.licence())
                .put("citation", head.citation())
                .put("source", head.source());
        if (!head.commit().isEmpty()) {
            root.put("commit", head.commit());
        }
        ArrayNode list = root.putArray("files");
        files.forEach((path, entry) -> {
            ObjectNode file = list.addObject()
                    .put("path", path)
                    .put("sha256", entry.sha256())
                    .put("bytes", entry.bytes());
            entry.rows().ifPresent(rows -> file.put("rows", rows));
        });
        return YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build()
                .writeValueAsString(root);
    }

    /** Entries in order and without times: the same data make the same zip. */
    private void zip(Path zip) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(staging)) {
            all = walked.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream file = Files.newOutputStream(zip, StandardOpenOption.CREATE_NEW);
                ZipOutputStream out = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
            for (Path one : all) {
                ZipEntry entry = new ZipEntry(staging.relativize(one).toString().replace('\\', '/'));
                entry.setTime(0);
                out.putNextEntry(entry);
                Files.copy(one, out);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static DataException unwritable(Path path, IOException e) {
        return new DataException(path.toString(), "cannot be written (" + e + ")", e);
    }
}
