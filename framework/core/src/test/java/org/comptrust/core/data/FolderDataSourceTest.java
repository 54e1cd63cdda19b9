package org.comptrust.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderDataSourceTest {
    @TempDir
    Path folder;

    @Test
    void findsAFileBelowTheRoot() throws IOException {
        write("a/b.txt", "hello");

        assertEquals("hello", source().file("a/b.txt").orElseThrow().text());
    }

    @Test
    void aJsonFileThatSeveralScenariosReadIsTakenApartOnce() throws IOException {
        write("a.json", "{\"b\": 1}");
        FolderDataSource source = source();

        assertSame(
                source.file("a.json").orElseThrow().json(),
                source.file("a.json").orElseThrow().json());
    }

    @Test
    void aJsonFileThatHasChangedIsReadAgain() throws IOException {
        write("a.json", "{\"b\": 1}");
        FolderDataSource source = source();
        source.file("a.json").orElseThrow().json();

        write("a.json", "{\"b\": 1024}");

        assertEquals("1024", source.file("a.json").orElseThrow().json().text("b"));
    }

    @Test
    void aFileThatDoesNotExistIsEmpty() {
        assertEquals(Optional.empty(), source().file("a/b.txt"));
    }

    @Test
    void aFolderIsNoFile() throws IOException {
        write("a/b.txt", "hello");

        assertEquals(Optional.empty(), source().file("a"));
    }

    @Test
    void namesAreCaseSensitive() throws IOException {
        write("a/b.txt", "hello");

        assertEquals(Optional.empty(), source().file("a/B.txt"));
        assertEquals(Optional.empty(), source().file("A/b.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/../b", "./a", "a//b", "/etc/hostname", "a/", "a\\b", "a\0b"})
    void refusesAPathThatIsNotPlainlyBelowTheRoot(String path) {
        DataException refused = assertThrows(DataException.class, () -> source().file(path));

        assertTrue(refused.getMessage().startsWith(folder + ": the path"), refused.getMessage());
    }

    @Test
    void refusesALinkThatLeavesTheRoot() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(root.resolve("file.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("up"), folder);
        FolderDataSource source = new FolderDataSource(root);

        DataException file = assertThrows(DataException.class, () -> source.file("file.txt"));
        assertTrue(file.getMessage().contains("outside of the data folder"), file.getMessage());
        assertThrows(DataException.class, () -> source.file("up/secret.txt"));
        assertThrows(DataException.class, () -> source.list("up"));
    }

    @Test
    void followsALinkThatStaysBelowTheRoot() throws IOException {
        write("real.txt", "hello");
        Files.createSymbolicLink(folder.resolve("link.txt"), folder.resolve("real.txt"));

        assertEquals("hello", source().file("link.txt").orElseThrow().text());
    }

    @Test
    void aRootThatIsItselfALinkIsFine() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("a.txt"), "hello");
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);

        assertEquals(
                "hello", new FolderDataSource(link).file("a.txt").orElseThrow().text());
    }

    @Test
    void aSingleFileIsFoundByItsName() throws IOException {
        write("a.txt", "hello");
        write("b.txt", "other");
        FolderDataSource single = new FolderDataSource(folder.resolve("a.txt"));

        assertEquals(List.of("a.txt"), single.list(""));
        assertEquals("hello", single.file("a.txt").orElseThrow().text());
        assertEquals(Optional.empty(), single.file("b.txt"));
    }

    @Test
    void listsTheFilesRightBelowAFolderSorted() throws IOException {
        write("a/z.txt", "");
        write("a/b.txt", "");
        write("a/deep/x.txt", "");

        assertEquals(List.of("b.txt", "z.txt"), source().list("a"));
        assertEquals(List.of(), source().list(""));
        assertEquals(List.of(), source().list("missing"));
    }

    @Test
    void aMissingRootSaysSo() {
        DataException missing =
                assertThrows(DataException.class, () -> new FolderDataSource(folder.resolve("nowhere")));

        assertEquals(
                folder.resolve("nowhere") + ": there is no such file or folder. Check the path", missing.getMessage());
    }

    @Test
    void hashesWhatWasOpenedAndNothingElse() throws IOException {
        write("a.txt", "abc");
        write("b.txt", "never opened");
        FolderDataSource source = source();
        source.file("a.txt");
        source.file("missing.txt");

        assertEquals(
                Map.of("a.txt", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), source.hashes());
    }

    private FolderDataSource source() {
        return new FolderDataSource(folder);
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
