package org.comptrust.models.checkpoint.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.Malformed;
import org.comptrust.models.checkpoint.Malformed.Spoiler;
import org.comptrust.models.checkpoint.ModelFolder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Weights files of PyTorch with one mistake each: in the list of tensors, in the archive around it, or in the older form. */
class MalformedPicklesTest {
    private static final String FILE = "pytorch_model.bin";
    private static final byte[] SIX = PickleBuilder.floats(1, 2, 3, 4, 5, 6);
    private static final long[] FLAT = {6};
    private static final long[] STEP = {1};

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> listsOfTensors() {
        Malformed table = new Malformed(folder, FILE);
        table.row("nothing", "incomplete", pickle(new byte[0]));
        table.row("only STOP", "a value is missing", pickle(new PickleBuilder()));
        table.row(
                "protocol 0", "instruction 0x64", pickle("(dp0\nS'w'\np1\nI1\ns.".getBytes(StandardCharsets.US_ASCII)));
        table.row("protocol 9", "pickle protocol 9", pickle(new byte[] {(byte) 0x80, 9, '}', '.'}));
        for (int code : new int[] {
            'P', 'i', 'o', 0x81, 0x92, 0x82, 0x83, 0x84, 0x96, 0x97, 0x98, 'I', 'L', 'F', 'S', 'V', 'T', 'U', 'p', 'g',
            '0', '1', '2', 'B', 'C', 0x8E, 0x8F, 0x90, 0x91, 0x8B
        }) {
            table.row(
                    String.format("instruction 0x%02x", code),
                    String.format(code == 'p' || code == 'g' ? "instruction 0x%02x" : "0x%02x", code),
                    pickle(new PickleBuilder().ops("))").op(code).op(0).op(0)));
        }
        for (String name : List.of(
                "nt.system",
                "builtins.exec",
                "__builtin__.getattr",
                "torch._utils._rebuild_qtensor",
                "numpy.core.multiarray._reconstruct",
                "collections.defaultdict",
                "torch.storage._load_from_bytes",
                "functools.partial",
                ".")) {
            int dot = name.lastIndexOf('.');
            table.row(
                    "name " + name,
                    "contains code (" + name,
                    pickle(new PickleBuilder()
                            .global(name.substring(0, dot), name.substring(dot + 1))
                            .ops(")R")));
        }
        table.row(
                "a function of a storage type",
                "contains code (torch.FloatStorage.__init__",
                pickle(new PickleBuilder()
                        .global("torch", "FloatStorage.__init__")
                        .ops(")R")));
        table.row(
                "a name of 2,000 characters",
                "longer than 1000",
                pickle(new PickleBuilder().global("torch", "x".repeat(2000))));
        table.row(
                "a storage type that is called",
                "is called, which is no function",
                pickle(new PickleBuilder().global("torch", "FloatStorage").ops(")R")));
        table.row(
                "a text that is called",
                "no function is called",
                pickle(new PickleBuilder().text("x").ops(")R")));
        for (int code : new int[] {'X', 0x8D}) {
            table.row(
                    "a text of 2^" + (code == 'X' ? 32 : 63) + " bytes",
                    "longer than the file",
                    pickle(new PickleBuilder().op(code).raw(new byte[] {-1, -1, -1, -1, -1, -1, -1, 127})));
        }
        table.row(
                "a text of a negative length",
                "longer than the file",
                pickle(new PickleBuilder().op(0x8D).raw(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})));
        table.row(
                "a text that is not UTF-8",
                "is not UTF-8",
                pickle(new PickleBuilder().ops("X").intLe(2).raw(new byte[] {(byte) 0xC3, 0x28})));
        table.row(
                "a memory that was never filled",
                "refers to a value that it does not hold",
                pickle(new PickleBuilder().ops("j").intLe(-5)));
        table.row(
                "5 million marks",
                "more than 1500000 values",
                pickle(new PickleBuilder().ops("}" + "(".repeat(5_000_000))));
        table.row(
                "5 million memories",
                "more than 1500000 values",
                pickle(new PickleBuilder().ops("}" + "\u0094".repeat(5_000_000))));
        table.row(
                "5 million lists",
                "more than 1500000 values",
                pickle(new PickleBuilder().ops("}" + "]".repeat(5_000_000))));
        table.row(
                "5,000 nested tuples",
                "nested too deeply",
                pickle(new PickleBuilder().ops("]" + "\u0085".repeat(5000))));
        table.row("values left over", "ends with values left over", pickle(new PickleBuilder().ops("}}")));
        table.row("a mark left over", "a value is missing", pickle(new PickleBuilder().ops("(")));
        table.row("no mark", "a mark is missing", pickle(new PickleBuilder().ops("}u")));
        table.row(
                "a key without value",
                "a key without a value",
                pickle(new PickleBuilder().ops("}(").text("w").ops("u")));
        table.row("a list as key", "a key is neither text", pickle(new PickleBuilder().ops("}]Ns")));
        table.row(
                "an item of a number",
                "a dict is missing",
                pickle(new PickleBuilder().number(1).text("w").ops("Ns")));
        table.row("a number", "holds no weights", pickle(new PickleBuilder().number(42)));
        table.row("a list", "holds no weights", pickle(new PickleBuilder().ops("]")));
        table.row("an empty dictionary", "holds no weights", pickle(new PickleBuilder().ops("}")));
        table.row(
                "a dictionary that holds itself",
                "holds no weights",
                pickle(new PickleBuilder()
                        .ops("}q")
                        .op(0)
                        .text("state_dict")
                        .ops("h")
                        .op(0)
                        .ops("s")));
        table.row(
                "numbers for tensors",
                "holds no weights",
                pickle(new PickleBuilder().ops("}").text("w").number(1).ops("s")));
        table.row(
                "a tensor twice",
                "declares 'w' twice",
                pickle(new PickleBuilder()
                        .ops("}(")
                        .text("w")
                        .tensor("FloatStorage", "0", 6)
                        .text("w")
                        .tensor("FloatStorage", "0", 6)
                        .ops("u")));
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> tensors() {
        Malformed table = new Malformed(folder, FILE);
        table.row("outside by one", "lies outside its storage", pickle(tensor(6, 1, FLAT, STEP)));
        table.row("a negative offset", "lies outside its storage", pickle(tensor(6, -1, FLAT, STEP)));
        table.row("an offset of 2^62", "lies outside its storage", pickle(tensor(6, 1L << 62, new long[] {1}, STEP)));
        table.row("an offset that overflows", "tensor w", pickle(tensor(6, Long.MAX_VALUE, new long[] {2}, new long[] {
            Long.MAX_VALUE
        })));
        table.row(
                "a stride beyond the storage",
                "lies outside its storage",
                pickle(tensor(6, 0, new long[] {2}, new long[] {6})));
        table.row("a negative stride", "impossible shape", pickle(tensor(6, 5, FLAT, new long[] {-1})));
        table.row("a negative size", "impossible shape", pickle(tensor(6, 0, new long[] {-6}, STEP)));
        table.row(
                "two negative sizes", "impossible shape", pickle(tensor(6, 0, new long[] {-2, -3}, new long[] {3, 1})));
        table.row("a size of 2^62", "impossible shape", pickle(tensor(6, 0, new long[] {1L << 62}, new long[] {0})));
        table.row("more sizes than strides", "impossible shape", pickle(tensor(6, 0, new long[] {2, 3}, STEP)));
        table.row(
                "nine dimensions",
                "impossible shape",
                pickle(tensor(6, 0, new long[] {1, 1, 1, 1, 1, 1, 1, 1, 6}, new long[9])));
        table.row(
                "a storage of fewer bytes",
                "does not have the expected size (24 bytes instead of 28)",
                pickle(tensor(7, 0, FLAT, STEP)));
        table.row("a storage of a negative size", "tensor w", pickle(tensor(-6, 0, FLAT, STEP)));
        table.row("a storage of 2^62 elements", "longer than the file", pickle(tensor(1L << 62, 0, FLAT, STEP)));
        for (String type : List.of("ComplexFloat", "QInt8", "Untyped", "Cuda")) {
            table.row(
                    type,
                    "tensor w has a data type that is not supported: " + type,
                    pickle(PickleBuilder.oneTensor(type + "Storage", 6, 0, FLAT, STEP, false)));
        }
        table.row(
                "a storage that is not there",
                "storage 7 is missing",
                pickle(new PickleBuilder()
                        .ops("}")
                        .text("w")
                        .tensor("FloatStorage", "7", 6)
                        .ops("s")));
        table.row(
                "a storage by a path",
                "storage ../version is missing",
                pickle(new PickleBuilder()
                        .ops("}")
                        .text("w")
                        .tensor("FloatStorage", "../version", 6)
                        .ops("s")));
        table.row(
                "a storage of two types",
                "tensors v and w disagree about type or size of storage 0",
                pickle(new PickleBuilder()
                        .ops("}(")
                        .text("v")
                        .tensor("FloatStorage", "0", 6)
                        .text("w")
                        .tensor("HalfStorage", "0", 12)
                        .ops("u")));
        table.row(
                "a storage that is described otherwise",
                "does not know",
                pickle(new PickleBuilder()
                        .ops("}")
                        .text("w")
                        .ops("(")
                        .text("module")
                        .ops("tQs")));
        table.row(
                "a tensor of nothing",
                "a tensor has no storage",
                pickle(new PickleBuilder()
                        .ops("}")
                        .text("w")
                        .global("torch._utils", "_rebuild_tensor_v2")
                        .ops(")Rs")));
        table.row(
                "a parameter of nothing",
                "a parameter holds no tensor",
                pickle(new PickleBuilder()
                        .ops("}")
                        .text("w")
                        .global("torch._utils", "_rebuild_parameter")
                        .ops(")Rs")));
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> archives() {
        Malformed table = new Malformed(folder, FILE);
        table.row("compressed numbers", "is compressed", zip(zip -> numbers(zip).method(8)));
        table.row("encrypted numbers", "is encrypted", zip(zip -> numbers(zip).flags(1)));
        table.row("strongly encrypted numbers", "is encrypted", zip(zip -> numbers(zip)
                .flags(0x41)));
        table.row("sizes that differ", "is compressed", zip(zip -> numbers(zip).sizes(24, 12)));
        table.row("numbers of 4 GiB", "damaged", zip(zip -> numbers(zip).sizes(0xFFFFFFFEL, 0xFFFFFFFEL)));
        table.row("fewer numbers", "does not have the expected size", zip(zip -> numbers(zip)
                .sizes(20, 20)));
        table.row("two entries in one place", "overlap", zip(zip -> zip.add("archive/data/1", SIX)
                .at(numbers(zip))));
        table.row("an entry twice", "two entries with the same name", zip(zip -> {
            numbers(zip);
            numbers(zip);
        }));
        table.row("two lists of tensors", "more than one list of tensors", zip(zip -> {
            numbers(zip);
            zip.add("other/data.pkl", new PickleBuilder().ops("}").end());
        }));
        for (String outside : List.of("../x", "/etc/x", "archive/../../x", "a\\..\\x")) {
            table.row("an entry " + outside, "points outside the archive", zip(zip -> {
                numbers(zip);
                zip.add(outside, new byte[1]);
            }));
        }
        table.row("numbers of the other byte order", "big-endian byte order", zip(zip -> {
            numbers(zip);
            zip.add("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        }));
        table.row("no list of tensors", "without data.pkl", archive(MalformedPicklesTest::numbers));
        table.row("no entry", "zip archive", archive(zip -> {}));
        table.row(
                "no directory",
                "no valid directory",
                changed(zip(MalformedPicklesTest::numbers), all -> shorter(all, 30)));
        table.row("a directory of 65,535 entries", "zip archive", changed(zip(MalformedPicklesTest::numbers), all -> {
            Arrays.fill(all, all.length - 14, all.length - 2, (byte) 0xFF);
            return all;
        }));
        table.row("a directory of 100,000 entries", "directory of more than", zip(zip -> {
            numbers(zip);
            for (int i = 0; i < 100_000; i++) {
                zip.add("archive/" + i, new byte[0]);
            }
        }));
        table.row("a tar archive", "tar archives of its first versions are not read", bin(new byte[1024]));
        table.row("text", "neither a zip archive nor a pickle", bin("hello".getBytes(StandardCharsets.US_ASCII)));
        table.row("safetensors under another name", "neither a zip archive nor a pickle", f -> bin(Files.readAllBytes(
                        f.path().resolve("model.safetensors")))
                .accept(f));
        table.row("two letters", "zip archive", bin(new byte[] {'P', 'K'}));
        table.row("one byte", "incomplete", bin(new byte[] {(byte) 0x80}));
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> theOlderForm() {
        Malformed table = new Malformed(folder, FILE);
        byte[] object = PickleBuilder.oneTensor("FloatStorage", 6, 0, FLAT, STEP, true);
        table.rows(
                "cut by",
                (f, cut) -> changed(legacy(object, 6), all -> shorter(all, Integer.parseInt(cut)))
                        .accept(f),
                """
                1   => storage 0 is longer than the file
                20  => storage 0 is longer than the file
                40  => the list of tensors is incomplete
                100 => claims 1 bytes, longer than the file
                200 => the list of tensors is incomplete
                """);
        table.row(
                "numbers of the other byte order",
                "big-endian byte order",
                changed(legacy(object, 6), all -> replaced(all, "little_endian\u0088", "little_endian\u0089")));
        table.row(
                "a newer protocol",
                "a version of PyTorch's format that is not known",
                changed(legacy(object, 6), all -> replaced(all, "\u00e9\u0003", "\u00ea\u0003")));
        table.row("a storage of 2^62 elements", "longer than the file", legacy(object, 1L << 62));
        table.row("a storage of -1 elements", "longer than the file", legacy(object, -1));
        table.row("a storage of fewer elements", "has 5 elements, but its tensors expect 6", legacy(object, 5));
        table.row(
                "another magic number",
                "not one of PyTorch's weights files",
                bin(new PickleBuilder().number(7).end()));
        table.row(
                "a plain pickle",
                "not one of PyTorch's weights files",
                bin(new PickleBuilder().ops("}").end()));
        table.row(
                "no tensors",
                "holds no weights",
                legacy(new PickleBuilder().ops("}").end(), 6));
        table.row(
                "code",
                "contains code (os.system)",
                legacy(new PickleBuilder().global("os", "system").ops(")R").end(), 6));
        return table.refused();
    }

    @Test
    void bytesWithAnotherChecksumAreFoundWhenTheyAreRead() throws IOException {
        ModelFolder model = ModelFolder.in(folder).delete("model.safetensors");
        whole(model, (key, entry) -> {});
        Malformed.open(folder);
        whole(model, (key, entry) -> entry.crc(0)); // PyTorch was told to do without
        Malformed.open(folder);
        whole(model, (key, entry) -> entry.crc(key == 3 ? 5 : 0));
        Checkpoint checkpoint = Checkpoint.open(folder);

        String refusal = assertThrows(CheckpointException.class, checkpoint::requireFinite)
                .getMessage();
        assertEquals(
                refusal,
                assertThrows(CheckpointException.class, checkpoint::weightsHash).getMessage());
        assertTrue(
                refusal.startsWith(folder.resolve(FILE) + ": is damaged: the bytes of its entry data/data/3"), refusal);
    }

    /** A good model as PyTorch writes it; the folder in the archive has the name of the folder for numbers. */
    private static void whole(ModelFolder model, Change change) {
        ZipBytes zip = new ZipBytes();
        List<List<Long>> shapes = List.copyOf(ModelFolder.shapes().values());
        for (int key = 0; key < shapes.size(); key++) {
            float[] halves = new float[(int) PickleBuilder.count(shapes.get(key))];
            Arrays.fill(halves, 0.5f);
            change.accept(key, zip.add("data/data/" + key, PickleBuilder.floats(halves)));
        }
        zip.add("data/data.pkl", PickleBuilder.dictionary("FloatStorage", ModelFolder.shapes(), false));
        model.write(FILE, zip.archive());
    }

    /** Changes what the directory says of a storage. */
    private interface Change {
        void accept(int key, ZipBytes.Entry entry);
    }

    private static byte[] tensor(long count, long offset, long[] shape, long[] strides) {
        return PickleBuilder.oneTensor("FloatStorage", count, offset, shape, strides, false);
    }

    private static ZipBytes.Entry numbers(ZipBytes zip) {
        return zip.add("archive/data/0", SIX);
    }

    /** An archive of one list of tensors, and of what is added. */
    private static Spoiler zip(Consumer<ZipBytes> more) {
        return archive(zip -> {
            zip.add("archive/data.pkl", tensor(6, 0, FLAT, STEP));
            more.accept(zip);
        });
    }

    private static Spoiler archive(Consumer<ZipBytes> entries) {
        ZipBytes zip = new ZipBytes();
        entries.accept(zip);
        return bin(zip.archive());
    }

    /** What a spoiler writes, with other bytes. */
    private static Spoiler changed(Spoiler spoiler, UnaryOperator<byte[]> change) {
        return f -> {
            spoiler.accept(f);
            f.write(FILE, change.apply(Files.readAllBytes(f.path().resolve(FILE))));
        };
    }

    private static byte[] shorter(byte[] all, int bytes) {
        return Arrays.copyOf(all, all.length - bytes);
    }

    private static byte[] replaced(byte[] all, String from, String to) {
        return new String(all, StandardCharsets.ISO_8859_1).replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Spoiler bin(byte[] bytes) {
        return f -> f.delete("model.safetensors").write(FILE, bytes);
    }

    private static Spoiler pickle(PickleBuilder pickle) {
        return pickle(pickle.end());
    }

    private static Spoiler pickle(byte[] pickle) {
        return f -> PickleBuilder.zip(f.delete("model.safetensors").path().resolve(FILE), pickle, List.of(SIX));
    }

    private static Spoiler legacy(byte[] object, long count) {
        return f -> PickleBuilder.legacy(
                f.delete("model.safetensors").path().resolve(FILE), object, new long[] {count}, List.of(SIX));
    }
}
