package org.comptrust.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.comptrust.api.trust.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackTest {
    private static final String ROWS = "{\"a\": 1}\n{\"a\": 2}\n";

    @TempDir
    Path folder;

    @Test
    void aFolderWithAManifestSaysWhatItIs() throws IOException {
        write("data/rows.jsonl", ROWS);
        write("pack.yaml", manifest(sha256(ROWS), ROWS.length()));

        FolderDataSource source = new FolderDataSource(folder);

        Pack pack = source.pack().orElseThrow();
        assertEquals("berries 3 (CC0-1.0)", pack.title());
        assertEquals(Optional.of("abc123"), pack.commit());
        assertEquals(2, pack.files().get("data/rows.jsonl").rows().orElseThrow());
        assertEquals(64, pack.checksum().length());
        assertEquals(ROWS, source.file("data/rows.jsonl").orElseThrow().text());
        assertEquals(sha256(ROWS), source.hashes().get("data/rows.jsonl"));
    }

    @Test
    void aPlainFolderIsNoPack() throws IOException {
        write("data/rows.jsonl", ROWS);

        assertEquals(Optional.empty(), new FolderDataSource(folder).pack());
    }

    @Test
    void aFileThatIsNotTheOneThatWasPackedIsNamed() throws IOException {
        write("data/rows.jsonl", ROWS.replace("2", "3"));
        write("pack.yaml", manifest(sha256(ROWS), ROWS.length()));

        DataException changed =
                assertThrows(DataException.class, () -> new FolderDataSource(folder).file("data/rows.jsonl"));

        assertTrue(changed.getMessage().startsWith(folder + "/data/rows.jsonl: is not the file that was packed"));
    }

    @Test
    void aFileThatThePackDoesNotListIsNamed() throws IOException {
        write("data/rows.jsonl", ROWS);
        write("data/more.jsonl", ROWS);
        write("pack.yaml", manifest(sha256(ROWS), ROWS.length()));

        DataException unlisted =
                assertThrows(DataException.class, () -> new FolderDataSource(folder).file("data/more.jsonl"));

        assertTrue(unlisted.getMessage().contains("data/more.jsonl: is not listed in pack.yaml"));
    }

    @Test
    void aZipIsReadAsItsFolder() throws IOException {
        Path zip = zip("pack.yaml", manifest(sha256(ROWS), ROWS.length()), "data/rows.jsonl", ROWS);

        FolderDataSource source = new FolderDataSource(zip);

        assertEquals("berries 3 (CC0-1.0)", source.pack().orElseThrow().title());
        assertEquals(List.of("rows.jsonl"), source.list("data"));
        assertEquals(
                zip + "/data/rows.jsonl:2",
                source.file("data/rows.jsonl")
                        .orElseThrow()
                        .jsonLines()
                        .toList()
                        .get(1)
                        .where());
        assertEquals(Optional.empty(), source.file("data/other.jsonl"));
        assertThrows(DataException.class, () -> source.file("../rows.jsonl"));
    }

    @Test
    void aZipMayHoldItsPackInOneFolder() throws IOException {
        Path zip = zip("berries/pack.yaml", manifest(sha256(ROWS), ROWS.length()), "berries/data/rows.jsonl", ROWS);

        assertEquals(
                ROWS,
                new FolderDataSource(zip).file("data/rows.jsonl").orElseThrow().text());
    }

    @Test
    void whatUnpacksToMoreThanTheManifestSaysIsNotRead() throws IOException {
        String bomb = "x".repeat(5_000_000);
        Path zip = zip("pack.yaml", manifest(sha256(ROWS), ROWS.length()), "data/rows.jsonl", bomb);

        DataException refused =
                assertThrows(DataException.class, () -> new FolderDataSource(zip).file("data/rows.jsonl"));

        assertTrue(refused.getMessage().contains("is not the file that was packed"), refused.getMessage());
    }

    @Test
    void aZipWithoutManifestOrThatIsNoneIsRefused() throws IOException {
        Path plain = zip("data/rows.jsonl", ROWS);
        Path broken = folder.resolve("broken.zip");
        Files.writeString(broken, "no zip");

        DataException without = assertThrows(DataException.class, () -> new FolderDataSource(plain));
        DataException none = assertThrows(DataException.class, () -> new FolderDataSource(broken));

        assertTrue(without.getMessage().contains("has no pack.yaml"), without.getMessage());
        assertTrue(none.getMessage().startsWith(broken + ": cannot be read as a zip"), none.getMessage());
    }

    @Test
    void anEntryThatLeavesTheZipMakesItUnreadable() throws IOException {
        Path zip = zip("pack.yaml", manifest(sha256(ROWS), ROWS.length()), "../rows.jsonl", ROWS);

        assertThrows(DataException.class, () -> new FolderDataSource(zip));
    }

    @Test
    void aManifestThatIsNoneIsNamedWithWhatIsWrong() throws IOException {
        write("pack.yaml", "format: [");
        assertProblem("pack.yaml:1: is not YAML");
        write("pack.yaml", "format: comptrust-pack/9\n");
        assertProblem("pack.yaml: format must be comptrust-pack/1");
        write("pack.yaml", manifest(sha256(ROWS), 5).replace("licence", "license"));
        assertProblem("pack.yaml: licence is missing or no text");
        write("pack.yaml", manifest("ABC", 5));
        assertProblem("pack.yaml: data/rows.jsonl: sha256 must be 64 lower-case hexadecimal digits");
        write("pack.yaml", manifest(sha256(ROWS), 1L << 40));
        assertProblem("pack.yaml: data/rows.jsonl: bytes must be 0 to 1073741824");
    }

    private void assertProblem(String expected) {
        DataException problem = assertThrows(DataException.class, () -> new FolderDataSource(folder));
        assertTrue(problem.getMessage().contains(expected), problem.getMessage());
    }

    private static String manifest(String sha256, long bytes) {
        return """
                format: comptrust-pack/1
                name: berries
                version: 3
                licence: CC0-1.0
                citation: Nobody (2024)
                commit: abc123
                files:
                - { path: data/rows.jsonl, sha256: %s, bytes: %d, rows: 2 }
                """.formatted(sha256, bytes);
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Path zip(String... namesAndTexts) throws IOException {
        Path zip = Files.createTempFile(folder, "pack", ".zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                out.putNextEntry(new ZipEntry(namesAndTexts[i]));
                out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
