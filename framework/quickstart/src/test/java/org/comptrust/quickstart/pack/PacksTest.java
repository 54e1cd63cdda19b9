package org.comptrust.quickstart.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.comptrust.quickstart.WritePacks;
import org.comptrust.quickstart.text.Deed;
import org.comptrust.quickstart.text.HeldOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacksTest {
    private static final Path SHIPPED = Path.of("src/main/dist/packs");

    @TempDir
    Path folder;

    @Test
    void theShippedPacksAreWhatTheGeneratorWrites() throws IOException {
        WritePacks.main(new String[] {folder.toString()});

        List<Path> written = files(folder);
        assertEquals(7, written.size(), written.toString());
        for (Path file : written) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve(file)),
                    Files.readAllBytes(SHIPPED.resolve(file)),
                    file.toString());
        }
    }

    @Test
    void theDeedsAreDifferentAndHalfOfThemWrong() {
        List<Deed> deeds = new Packs(5).testDeeds();

        assertEquals(300, new HashSet<>(deeds).size());
        assertEquals(150, deeds.stream().filter(Deed::wrong).count());
    }

    @Test
    void whatIsAskedIsHeldOutAndWhatIsShownIsNot() {
        Packs packs = new Packs(5);

        assertTrue(packs.testDeeds().stream().allMatch(deed -> HeldOut.contains(deed.sentence())));
        assertTrue(packs.shownDeeds().stream().noneMatch(deed -> HeldOut.contains(deed.sentence())));
        assertTrue(packs.stories().stream().allMatch(HeldOut::contains));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).map(folder::relativize).toList();
        }
    }
}
