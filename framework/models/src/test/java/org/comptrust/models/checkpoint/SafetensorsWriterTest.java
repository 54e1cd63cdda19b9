package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void choosePlace() {
        file = folder.resolve("out.safetensors");
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        byte[] odd = bytes(3);
        byte[] wide = bytes(16);
        new SafetensorsWriter()
                .metadata("format", "pt")
                .add("odd", StoredType.U8, List.of(3L), ByteBuffer.wrap(odd))
                .add("wide \"name\" \u2581", StoredType.F64, List.of(2L, 1L), ByteBuffer.wrap(wide))
                .write(file);

        SafetensorsFile read = SafetensorsFile.open(file);
        assertEquals(Map.of("format", "pt"), read.metadata());
        assertArrayEquals(odd, content(read, "odd"));
        assertArrayEquals(wide, content(read, "wide \"name\" \u2581"));
    }

    @Test
    void theOrderOfAddingDoesNotChangeTheBytes() throws IOException {
        ByteBuffer two = ByteBuffer.wrap(bytes(2));
        ByteBuffer four = ByteBuffer.wrap(bytes(4));
        new SafetensorsWriter()
                .add("a", StoredType.F16, List.of(1L), two)
                .add("b", StoredType.F32, List.of(1L), four)
                .write(file);
        byte[] first = Files.readAllBytes(file);
        new SafetensorsWriter()
                .add("b", StoredType.F32, List.of(1L), four)
                .add("a", StoredType.F16, List.of(1L), two)
                .write(file);

        assertArrayEquals(first, Files.readAllBytes(file));
    }

    @Test
    void eachTensorStartsAtAMultipleOfItsElementSize() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        int i = 0;
        for (StoredType type : StoredType.values()) {
            writer.add("t" + i++, type, List.of(3L), ByteBuffer.wrap(bytes(3 * type.bytes())));
        }
        writer.write(file);

        SafetensorsFile.open(file)
                .tensors()
                .values()
                .forEach(tensor ->
                        assertEquals(0, tensor.offset() % tensor.type().bytes(), tensor.toString()));
    }

    @Test
    void aTensorOfAnotherFileIsCopiedInPieces() throws IOException {
        byte[] large = bytes(3_000_001);
        new SafetensorsWriter()
                .add("large", StoredType.U8, List.of(3_000_001L), ByteBuffer.wrap(large))
                .write(file);
        Path copy = folder.resolve("copy.safetensors");
        new SafetensorsWriter()
                .add(SafetensorsFile.open(file).tensors().get("large"))
                .write(copy);

        assertArrayEquals(large, content(SafetensorsFile.open(copy), "large"));
    }

    @Test
    void aContentOfTheWrongLengthIsAnErrorAndLeavesTheOldFile() throws IOException {
        Files.writeString(file, "old");
        SafetensorsWriter writer =
                new SafetensorsWriter().add("short", StoredType.F32, List.of(2L), ByteBuffer.wrap(bytes(7)));

        assertThrows(IllegalStateException.class, () -> writer.write(file));
        assertEquals("old", Files.readString(file));
        assertOnlyFile();
    }

    @Test
    void aFailingContentLeavesNothingBehind() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter().add("bad", StoredType.F32, List.of(2L), out -> {
            throw new IOException("no content");
        });
        Files.writeString(file, "old");

        assertThrows(IOException.class, () -> writer.write(file));
        assertOnlyFile();
    }

    @Test
    void aNameIsTakenOnce() {
        SafetensorsWriter writer = new SafetensorsWriter().add("a", StoredType.U8, List.of(0L), ByteBuffer.allocate(0));

        assertThrows(
                IllegalArgumentException.class,
                () -> writer.add("a", StoredType.U8, List.of(0L), ByteBuffer.allocate(0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.add("__metadata__", StoredType.U8, List.of(0L), ByteBuffer.allocate(0)));
    }

    private void assertOnlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static byte[] content(SafetensorsFile file, String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.tensors().get(name).copyTo(Channels.newChannel(out));
        return out.toByteArray();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
