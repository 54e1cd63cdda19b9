package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    private static final String TWO_TENSORS = """
            {"__metadata__": {"format": "pt"},
             "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
             "b": {"dtype": "BF16", "shape": [4], "data_offsets": [24, 32]}}""";

    @TempDir
    Path folder;

    @Test
    void knowsWhereEachTensorLies() {
        SafetensorsFile file = SafetensorsFile.open(file(TWO_TENSORS, 32));

        long start = 8 + TWO_TENSORS.length();
        assertEquals(Map.of("format", "pt"), file.metadata());
        assertEquals(
                List.of(
                        new TensorEntry("a", file.file(), StoredType.F32, List.of(2L, 3L), start, 24),
                        new TensorEntry("b", file.file(), StoredType.BF16, List.of(4L), start + 24, 8)),
                List.copyOf(file.tensors().values()));
    }

    @Test
    void acceptsAScalarAnEmptyTensorAndAPaddedHeader() {
        SafetensorsFile file = SafetensorsFile.open(file("""
                {"scalar": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]},
                 "empty": {"dtype": "F16", "shape": [0, 7], "data_offsets": [8, 8]}}    \s""", 8));

        assertEquals(
                List.of(0L, 1L),
                file.tensors().values().stream().map(TensorEntry::elements).toList());
    }

    @Test
    void anEmptyFileIsSaidToBeEmpty() {
        refused(write(new byte[0]), "is empty");
    }

    @Test
    void aFileOfAFewBytesIsRefused() {
        refused(write(new byte[5]), "5 bytes, too few");
    }

    @Test
    void aMissingFileIsNamed() {
        refused(folder.resolve("none.safetensors"), "is missing");
    }

    @Test
    void aGitLfsPointerIsRecognised() {
        String pointer = "version https://git-lfs.example/spec/v1\noid sha256:00\nsize 1\n";
        refused(write(pointer.getBytes(StandardCharsets.US_ASCII)), "git lfs pull");
    }

    @Test
    void aHeaderLengthOfZeroIsRefused() {
        refused(write(new byte[8]), "no header");
    }

    @Test
    void aHeaderLongerThanTheFileIsRefusedBeforeItIsRead() {
        for (long length : new long[] {1L << 31, 1L << 62, -1L, 1000}) {
            refused(
                    write(raw(length, "{}", 0)),
                    Long.toUnsignedString(length) + " bytes, larger than the file (10 bytes)");
        }
    }

    @Test
    void aTruncatedFileIsReportedWithExpectedAndActualSize() {
        int header = 8 + TWO_TENSORS.length();
        refused(
                file(TWO_TENSORS, 31),
                "tensor b lies outside the file: it ends at byte " + (header + 32) + ", the file has " + (header + 31)
                        + " bytes");
    }

    @Test
    void bytesAfterTheLastTensorAreRefused() {
        refused(file(TWO_TENSORS, 33), "1 bytes after b belong to no tensor");
    }

    @Test
    void aHeaderThatIsNotJsonIsReportedWithLineAndColumn() {
        refused(file("{\n oops", 0), "header is not valid JSON at line 2, column");
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() {
        byte[] file = raw(4, "{  }", 0);
        file[9] = (byte) 0xFF;
        refused(write(file), "not UTF-8");
    }

    @Test
    void aHeaderThatIsAnArrayIsRefused() {
        refused(file("[]", 0), "must be a JSON object");
    }

    @Test
    void aHeaderThatGoesOnIsRefused() {
        refused(file("{} {}", 0), "goes on after");
    }

    @Test
    void aDeeplyNestedHeaderIsRefused() {
        refused(file("{\"a\": {\"x\": " + "[".repeat(50_000), 0), "nested too deeply");
    }

    @Test
    void overlappingTensorsAreBothNamed() {
        refused(file("""
                        {"a": {"dtype": "U8", "shape": [8], "data_offsets": [0, 8]},
                         "b": {"dtype": "U8", "shape": [8], "data_offsets": [6, 14]}}""", 14), "tensors a and b overlap by 2 bytes");
    }

    @Test
    void aHoleBetweenTensorsIsRefused() {
        refused(file("""
                        {"a": {"dtype": "U8", "shape": [8], "data_offsets": [0, 8]},
                         "b": {"dtype": "U8", "shape": [8], "data_offsets": [10, 18]}}""", 18), "2 bytes between a and tensor b belong to no tensor");
    }

    @Test
    void aTensorDeclaredTwiceIsNamed() {
        refused(file("""
                        {"a": {"dtype": "U8", "shape": [8], "data_offsets": [0, 8]},
                         "a": {"dtype": "U8", "shape": [8], "data_offsets": [8, 16]}}""", 16), "tensor a is declared twice");
    }

    @Test
    void aMemberDeclaredTwiceIsNamed() {
        refused(
                file("{\"a\": {\"dtype\": \"U8\", \"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}}", 8),
                "tensor a has two members called dtype");
    }

    @Test
    void anUnknownTypeIsNamed() {
        refused(one("F99", "[2]", "[0, 8]"), "tensor a has unknown data type F99");
    }

    @Test
    void aSizeThatShapeAndTypeDoNotGiveIsRefused() {
        refused(one("F16", "[2]", "[0, 8]"), "shape [2] and data type F16 need 4 bytes but the file gives 8");
    }

    @Test
    void aShapeWhoseSizeOverflowsIsRefused() {
        refused(one("F32", "[8589934592, 2147483648]", "[0, 0]"), "impossible shape");
        refused(one("F32", "[0, 8589934592, 8589934592]", "[0, 0]"), "impossible shape");
        refused(one("F32", "[36893488147419103232]", "[0, 0]"), "impossible shape");
    }

    @Test
    void aNegativeShapeIsRefused() {
        refused(one("F32", "[-1, -2]", "[0, 8]"), "impossible shape: -1");
    }

    @Test
    void aFractionalShapeIsRefused() {
        refused(one("F32", "[2.0]", "[0, 8]"), "impossible shape: 2.0");
    }

    @Test
    void impossibleOffsetsAreRefused() {
        for (String offsets : List.of(
                "[-8, 0]", "[8, 0]", "[0]", "[0, 8, 16]", "\"0\"", "[9223372036854775799, 9223372036854775807]")) {
            refused(one("F32", "[2]", offsets), "tensor a has impossible offsets");
        }
    }

    @Test
    void anIncompleteTensorIsNamed() {
        refused(
                file("{\"a\": {\"dtype\": \"U8\", \"shape\": [8]}}", 8),
                "tensor a lacks one of dtype, shape, data_offsets");
    }

    @Test
    void metadataThatAreNoStringsAreRefused() {
        refused(file("{\"__metadata__\": {\"format\": 7}}", 0), "format must be a string");
    }

    @Test
    void controlCharactersOfAHostileNameDoNotReachTheMessage() {
        CheckpointException refusal = refused(
                file("{\"a\\u001b[2J\\n\": {\"dtype\": \"F99\", \"shape\": [], \"data_offsets\": [0, 0]}}", 0),
                "a?[2J?");
        assertEquals(1, refusal.getMessage().lines().count());
    }

    @Test
    void anyDamageOfOneByteIsEitherHarmlessOrACleanRefusal() {
        byte[] good = raw(TWO_TENSORS.length(), TWO_TENSORS, 32);
        for (int i = 0; i < good.length; i++) {
            for (byte damage : new byte[] {0, '0', '"', '}', (byte) 0xFF}) {
                byte[] bad = good.clone();
                bad[i] = damage;
                Path file = write(bad);
                try {
                    SafetensorsFile.open(file)
                            .tensors()
                            .values()
                            .forEach(t -> assertTrue(t.offset() + t.bytes() <= good.length));
                } catch (CheckpointException e) {
                    assertEquals(file, e.file());
                }
            }
        }
    }

    private Path one(String type, String shape, String offsets) {
        return file(
                "{\"a\": {\"dtype\": \"" + type + "\", \"shape\": " + shape + ", \"data_offsets\": " + offsets + "}}",
                8);
    }

    private static CheckpointException refused(Path file, String expected) {
        CheckpointException refusal = assertThrows(CheckpointException.class, () -> SafetensorsFile.open(file));
        assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
        return refusal;
    }

    private Path file(String header, int dataBytes) {
        return write(raw(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes));
    }

    private static byte[] raw(long length, String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(length).put(text);
        byte[] data = new byte[dataBytes];
        Arrays.fill(data, (byte) 1);
        return file.put(data).array();
    }

    private Path write(byte[] bytes) {
        try {
            return Files.write(folder.resolve("some.safetensors"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
