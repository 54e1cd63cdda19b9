package org.comptrust.models.checkpoint.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights files of PyTorch, read without executing anything. */
class PytorchFileTest {
    private static final byte[] SIX = PickleBuilder.floats(1, 2, 3, 4, 5, 6);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("pytorch_model.bin");
    }

    private static byte[] numbers(TensorEntry tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tensor.copyTo(Channels.newChannel(out));
        return out.toByteArray();
    }

    private static byte[] matrix(long offset, long[] shape, long[] strides) {
        return PickleBuilder.oneTensor("FloatStorage", 6, offset, shape, strides, false);
    }

    private String refusal() {
        CheckpointException refused = assertThrows(CheckpointException.class, () -> PytorchFile.tensors(file));
        assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
        return refused.getMessage();
    }

    private void refuses(byte[] pickle, String why) throws IOException {
        PickleBuilder.zip(file, pickle, List.of(SIX));
        String message = refusal();
        assertTrue(message.contains(why), message);
    }

    @Nested
    class Tensors {
        @Test
        void ofTheZipForm() throws IOException {
            PickleBuilder.zip(file, matrix(0, new long[] {2, 3}, new long[] {3, 1}), List.of(SIX));
            TensorEntry tensor = PytorchFile.tensors(file).get("w");
            assertEquals(StoredType.F32, tensor.type());
            assertEquals(List.of(2L, 3L), tensor.shape());
            assertArrayEquals(SIX, numbers(tensor));
        }

        @Test
        void ofTheLegacyForm() throws IOException {
            byte[] object = PickleBuilder.oneTensor("FloatStorage", 6, 0, new long[] {2, 3}, new long[] {3, 1}, true);
            PickleBuilder.legacy(file, object, new long[] {6}, List.of(SIX));
            assertArrayEquals(SIX, numbers(PytorchFile.tensors(file).get("w")));
        }

        @Test
        void thatAreTransposedAreGatheredRowByRow() throws IOException {
            PickleBuilder.zip(file, matrix(0, new long[] {3, 2}, new long[] {1, 3}), List.of(SIX));
            TensorEntry tensor = PytorchFile.tensors(file).get("w");
            assertArrayEquals(PickleBuilder.floats(1, 4, 2, 5, 3, 6), numbers(tensor));
        }

        @Test
        void thatStartWithinTheirStorage() throws IOException {
            PickleBuilder.zip(file, matrix(3, new long[] {3}, new long[] {1}), List.of(SIX));
            assertArrayEquals(
                    PickleBuilder.floats(4, 5, 6),
                    numbers(PytorchFile.tensors(file).get("w")));
        }

        @Test
        void ofAParameterAreThoseItHolds() throws IOException {
            byte[] pickle = new PickleBuilder()
                    .ops("}")
                    .text("w")
                    .global("torch._utils", "_rebuild_parameter")
                    .ops("(")
                    .tensor("FloatStorage", "0", 6, 0, new long[] {6}, new long[] {1}, false)
                    .op(0x88)
                    .ops("NtRs")
                    .end();
            PickleBuilder.zip(file, pickle, List.of(SIX));
            assertArrayEquals(SIX, numbers(PytorchFile.tensors(file).get("w")));
        }
    }

    @Nested
    class Refused {
        @ParameterizedTest
        @CsvSource({"os, system", "builtins, eval", "torch.hub, load", "torch, load", "torch._utils, _rebuild_tensor_v9"
        })
        void isEveryNameThatWeightsDoNotNeed(String module, String name) throws IOException {
            refuses(
                    new PickleBuilder()
                            .global(module, name)
                            .ops("(")
                            .text("touch PWNED")
                            .ops("tR")
                            .end(),
                    "contains code (" + module + "." + name + ")");
        }

        @Test
        void isAnInstructionThatWeightsDoNotNeed() throws IOException {
            refuses(new PickleBuilder().ops("})").op(0x81).end(), "the instruction 0x81 at byte 4");
        }

        @Test
        void isATensorOutsideItsStorage() throws IOException {
            refuses(matrix(4, new long[] {3}, new long[] {1}), "tensor w lies outside its storage");
        }

        @Test
        void isAShapeThatRepeatsNumbers() throws IOException {
            refuses(matrix(0, new long[] {1L << 31, 1L << 29}, new long[] {0, 0}), "tensor w has an impossible shape");
        }

        @Test
        void isAShapeWhoseProductOverflows() throws IOException {
            refuses(matrix(0, new long[] {1L << 62, 4}, new long[] {4, 1}), "tensor w has an impossible shape");
        }

        @Test
        void isANegativeStride() throws IOException {
            refuses(matrix(5, new long[] {6}, new long[] {-1}), "tensor w has an impossible shape");
        }

        @Test
        void isATypeOfNumbersThatIsNotKnown() throws IOException {
            refuses(
                    PickleBuilder.oneTensor("ComplexFloatStorage", 6, 0, new long[] {6}, new long[] {1}, false),
                    "tensor w has a data type that is not supported: ComplexFloat");
        }

        @Test
        void isAStorageThatIsShorterThanClaimed() throws IOException {
            refuses(
                    PickleBuilder.oneTensor("FloatStorage", 60, 0, new long[] {60}, new long[] {1}, false),
                    "storage 0 does not have the expected size (24 bytes instead of 240)");
        }

        @Test
        void isAStringThatIsLongerThanTheFile() throws IOException {
            refuses(new PickleBuilder().ops("X").intLe(-1).end(), "claims 4294967295 bytes, longer than the file");
        }

        @Test
        void isAPickleThatEndsInTheMiddle() throws IOException {
            refuses(new byte[] {(byte) 0x80, 2, '}'}, "the list of tensors is incomplete");
        }

        @Test
        void isDeepNestingWithoutRecursion() throws IOException {
            PickleBuilder pickle = new PickleBuilder().ops(")");
            for (int i = 0; i < 100_000; i++) {
                pickle.op(0x85);
            }
            refuses(pickle.end(), "nested too deeply");
        }

        /** A pickle of some megabytes would otherwise become gigabytes: each dictionary is made of one list of 10,000 pairs. */
        @Test
        void isAListThatIsCopiedAgainAndAgain() throws IOException {
            PickleBuilder pickle = new PickleBuilder().ops("]q").op(0).ops("(");
            for (int i = 0; i < 10_000; i++) {
                pickle.number(i).number(i).op(0x86);
            }
            pickle.ops("e");
            for (int i = 0; i < 250; i++) {
                pickle.global("collections", "OrderedDict")
                        .ops("h")
                        .op(0)
                        .op(0x85)
                        .ops("R");
            }
            refuses(pickle.end(), "it holds more than 1500000 values");
        }

        @Test
        void isAShapeOfMoreDimensionsThanAnyTensorHas() throws IOException {
            refuses(matrix(0, new long[65], new long[65]), "a shape is missing");
        }

        @Test
        void isAFileWithoutTensors() throws IOException {
            refuses(new PickleBuilder().number(42).end(), "holds no weights");
        }

        @Test
        void isALegacyStorageThatClaimsMoreThanTheFile() throws IOException {
            byte[] object = PickleBuilder.oneTensor("FloatStorage", 6, 0, new long[] {6}, new long[] {1}, true);
            PickleBuilder.legacy(file, object, new long[] {1L << 62}, List.of(SIX));
            assertTrue(refusal().contains("storage 0 is longer than the file"));
        }

        @Test
        void isAFileCutAnywhere() throws IOException {
            PickleBuilder.zip(file, matrix(0, new long[] {2, 3}, new long[] {3, 1}), List.of(SIX));
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length += 7) {
                Files.write(file, java.util.Arrays.copyOf(whole, length));
                refusal();
            }
        }

        @Test
        void isAGitLfsPointer() throws IOException {
            Files.writeString(file, "version https://git-lfs.github.com/spec/v1\n", StandardCharsets.US_ASCII);
            assertTrue(refusal().contains("git-LFS pointer"));
        }
    }
}
