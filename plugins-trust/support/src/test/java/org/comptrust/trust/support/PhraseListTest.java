package org.comptrust.trust.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.FolderDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhraseListTest {
    @TempDir
    Path folder;

    @Test
    void theFirstPhraseOfTheListCountsWhereverItStands() throws IOException {
        PhraseList list = PhraseList.read(json("{\"no\": [\"I pass\", \"never\"]}"), "no");

        assertEquals(Optional.of("i pass"), list.in("never ever, i pass"));
        assertEquals(Optional.empty(), list.in("perhaps"));
    }

    @Test
    void anEmptyPhraseIsRefusedWhereItStands() throws IOException {
        DataRow lists = json("{\"no\": [\"never\",\n \"\"]}");

        DataException e = assertThrows(DataException.class, () -> PhraseList.read(lists, "no"));

        assertTrue(e.getMessage().contains("lists.json:2: the list no has an empty phrase"), e.getMessage());
    }

    @Test
    void aListCannotBeChangedFromOutside() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> new PhraseList(List.of("a")).phrases().add("b"));
    }

    private DataRow json(String text) throws IOException {
        Files.writeString(folder.resolve("lists.json"), text);
        return new FolderDataSource(folder).file("lists.json").orElseThrow().json();
    }
}
