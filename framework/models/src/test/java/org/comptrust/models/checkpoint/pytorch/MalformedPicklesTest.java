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
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.Malformed;
import org.comptrust.models.checkpoint.Malformed.Table;
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
        Table table = new Table(FILE);
        table.row("nothing", "incomplete", f -> pickle(f, new byte[0]));
        table.row("only STOP", "a value is missing", f -> pickle(f, new PickleBuilder().end()));
        table.row(
                "protocol 0",
                "instruction 0x64",
                f -> pickle(f, "(dp0\nS'w'\np1\nI1\ns.".getBytes(StandardCharsets.US_ASCII)));
        table.row("protocol 9", "pickle protocol 9", f -> pickle(f, new byte[] {(byte) 0x80, 9, '}', '.'}));
        for (int code : new int[] {
            'P', 'i', 'o', 0x81, 0x92, 0x82, 0x83, 0x84, 0x96, 0x97, 0x98, 'I', 'L', 'F', 'S', 'V', 'T', 'U', 'p', 'g',
            '0', '1', '2', 'B', 'C', 0x8E, 0x8F, 0x90, 0x91, 0x8B
        }) {
            table.row(
                    String.format("instruction 0x%02x", code),
                    String.format(code == 'p' || code == 'g' ? "instruction 0x%02x" : "0x%02x", code),
                    f -> pickle(
                            f,
                            new PickleBuilder()
                                    .op(')')
                                    .op(')')
                                    .op(code)
                                    .op(0)
                                    .op(0)
                                    .end()));
        }
        Map.of(
                        "nt", "system",
                        "builtins", "exec",
                        "__builtin__", "getattr",
                        "torch._utils", "_rebuild_qtensor",
                        "numpy.core.multiarray", "_reconstruct",
                        "collections", "defaultdict",
                        "torch", "FloatStorage.__init__",
                        "torch.storage", "_load_from_bytes",
                        "functools", "partial",
                        "", "")
                .forEach((module, name) -> table.row(
                        "name " + module + "." + name,
                        "contains code (" + module + "." + name,
                        f -> pickle(
                                f,
                                new PickleBuilder()
                                        .global(module, name)
                                        .op(')')
                                        .op('R')
                                        .end())));
        table.row(
                "a name of 2,000 characters",
                "longer than 1000",
                f -> pickle(
                        f, new PickleBuilder().global("torch", "x".repeat(2000)).end()));
        table.row(
                "a storage type that is called",
                "is called, which is no function",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .global("torch", "FloatStorage")
                                .op(')')
                                .op('R')
                                .end()));
        table.row(
                "a text that is called",
                "no function is called",
                f -> pickle(f, new PickleBuilder().text("x").op(')').op('R').end()));
        for (int code : new int[] {'X', 0x8D}) {
            table.row(
                    "a text of 2^" + (code == 'X' ? 32 : 63) + " bytes",
                    "longer than the file",
                    f -> pickle(
                            f,
                            new PickleBuilder()
                                    .op(code)
                                    .raw(new byte[] {-1, -1, -1, -1, -1, -1, -1, 127})
                                    .end()));
        }
        table.row(
                "a text of a negative length",
                "longer than the file",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op(0x8D)
                                .raw(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})
                                .end()));
        table.row(
                "a text that is not UTF-8",
                "is not UTF-8",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('X')
                                .intLe(2)
                                .raw(new byte[] {(byte) 0xC3, 0x28})
                                .end()));
        table.row(
                "a memory that was never filled",
                "refers to a value that it does not hold",
                f -> pickle(f, new PickleBuilder().op('j').intLe(-5).end()));
        table.row("5 million marks", "more than 1500000 values", f -> pickle(f, repeated('(', 5_000_000)));
        table.row("5 million memories", "more than 1500000 values", f -> pickle(f, repeated(0x94, 5_000_000)));
        table.row("5 million lists", "more than 1500000 values", f -> pickle(f, repeated(']', 5_000_000)));
        table.row("5,000 nested tuples", "nested too deeply", f -> {
            PickleBuilder lists = new PickleBuilder().op(']');
            for (int i = 0; i < 5000; i++) {
                lists.op(0x85);
            }
            pickle(f, lists.end());
        });
        table.row(
                "values left over",
                "ends with values left over",
                f -> pickle(f, new PickleBuilder().op('}').op('}').end()));
        table.row(
                "a mark left over",
                "a value is missing",
                f -> pickle(f, new PickleBuilder().op('(').end()));
        table.row(
                "no mark",
                "a mark is missing",
                f -> pickle(f, new PickleBuilder().op('}').op('u').end()));
        table.row(
                "a key without value",
                "a key without a value",
                f -> pickle(
                        f, new PickleBuilder().op('}').op('(').text("w").op('u').end()));
        table.row(
                "a list as key",
                "a key is neither text",
                f -> pickle(
                        f, new PickleBuilder().op('}').op(']').op('N').op('s').end()));
        table.row(
                "an item of a number",
                "a dict is missing",
                f -> pickle(
                        f,
                        new PickleBuilder().number(1).text("w").op('N').op('s').end()));
        table.row(
                "a number",
                "holds no weights",
                f -> pickle(f, new PickleBuilder().number(42).end()));
        table.row(
                "a list",
                "holds no weights",
                f -> pickle(f, new PickleBuilder().op(']').end()));
        table.row(
                "an empty dictionary",
                "holds no weights",
                f -> pickle(f, new PickleBuilder().op('}').end()));
        table.row(
                "a dictionary that holds itself",
                "holds no weights",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('}')
                                .op('q')
                                .op(0)
                                .text("state_dict")
                                .op('h')
                                .op(0)
                                .op('s')
                                .end()));
        table.row(
                "numbers for tensors",
                "holds no weights",
                f -> pickle(
                        f,
                        new PickleBuilder().op('}').text("w").number(1).op('s').end()));
        table.row(
                "a tensor twice",
                "declares 'w' twice",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('}')
                                .op('(')
                                .text("w")
                                .tensor("FloatStorage", "0", 6, 0, FLAT, STEP, false)
                                .text("w")
                                .tensor("FloatStorage", "0", 6, 0, FLAT, STEP, false)
                                .op('u')
                                .end()));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> tensors() {
        Table table = new Table(FILE);
        table.row("outside by one", "lies outside its storage", f -> pickle(f, tensor(6, 1, FLAT, STEP)));
        table.row("a negative offset", "lies outside its storage", f -> pickle(f, tensor(6, -1, FLAT, STEP)));
        table.row(
                "an offset of 2^62",
                "lies outside its storage",
                f -> pickle(f, tensor(6, 1L << 62, new long[] {1}, STEP)));
        table.row(
                "an offset that overflows",
                "tensor w",
                f -> pickle(f, tensor(6, Long.MAX_VALUE, new long[] {2}, new long[] {Long.MAX_VALUE})));
        table.row(
                "a stride beyond the storage",
                "lies outside its storage",
                f -> pickle(f, tensor(6, 0, new long[] {2}, new long[] {6})));
        table.row("a negative stride", "impossible shape", f -> pickle(f, tensor(6, 5, FLAT, new long[] {-1})));
        table.row("a negative size", "impossible shape", f -> pickle(f, tensor(6, 0, new long[] {-6}, STEP)));
        table.row(
                "two negative sizes",
                "impossible shape",
                f -> pickle(f, tensor(6, 0, new long[] {-2, -3}, new long[] {3, 1})));
        table.row(
                "a size of 2^62",
                "impossible shape",
                f -> pickle(f, tensor(6, 0, new long[] {1L << 62}, new long[] {0})));
        table.row("more sizes than strides", "impossible shape", f -> pickle(f, tensor(6, 0, new long[] {2, 3}, STEP)));
        table.row(
                "nine dimensions",
                "impossible shape",
                f -> pickle(f, tensor(6, 0, new long[] {1, 1, 1, 1, 1, 1, 1, 1, 6}, new long[9])));
        table.row(
                "a storage of fewer bytes",
                "does not have the expected size (24 bytes instead of 28)",
                f -> pickle(f, tensor(7, 0, FLAT, STEP)));
        table.row("a storage of a negative size", "tensor w", f -> pickle(f, tensor(-6, 0, FLAT, STEP)));
        table.row(
                "a storage of 2^62 elements", "longer than the file", f -> pickle(f, tensor(1L << 62, 0, FLAT, STEP)));
        for (String type : List.of("ComplexFloat", "QInt8", "Untyped", "Cuda")) {
            table.row(
                    type,
                    "tensor w has a data type that is not supported: " + type,
                    f -> pickle(f, PickleBuilder.oneTensor(type + "Storage", 6, 0, FLAT, STEP, false)));
        }
        table.row(
                "a storage that is not there",
                "storage 7 is missing",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('}')
                                .text("w")
                                .tensor("FloatStorage", "7", 6, 0, FLAT, STEP, false)
                                .op('s')
                                .end()));
        table.row(
                "a storage by a path",
                "storage ../version is missing",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('}')
                                .text("w")
                                .tensor("FloatStorage", "../version", 6, 0, FLAT, STEP, false)
                                .op('s')
                                .end()));
        table.row(
                "a storage of two types",
                "tensors v and w disagree about type or size of storage 0",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('}')
                                .op('(')
                                .text("v")
                                .tensor("FloatStorage", "0", 6, 0, FLAT, STEP, false)
                                .text("w")
                                .tensor("HalfStorage", "0", 12, 0, FLAT, STEP, false)
                                .op('u')
                                .end()));
        table.row(
                "a storage that is described otherwise",
                "does not know",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('}')
                                .text("w")
                                .op('(')
                                .text("module")
                                .op('t')
                                .op('Q')
                                .op('s')
                                .end()));
        table.row(
                "a tensor of nothing",
                "a tensor has no storage",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('}')
                                .text("w")
                                .global("torch._utils", "_rebuild_tensor_v2")
                                .op(')')
                                .op('R')
                                .op('s')
                                .end()));
        table.row(
                "a parameter of nothing",
                "a parameter holds no tensor",
                f -> pickle(
                        f,
                        new PickleBuilder()
                                .op('}')
                                .text("w")
                                .global("torch._utils", "_rebuild_parameter")
                                .op(')')
                                .op('R')
                                .op('s')
                                .end()));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> archives() {
        Table table = new Table(FILE);
        table.row(
                "compressed numbers",
                "is compressed",
                f -> zip(f, zip -> numbers(zip).method(8)));
        table.row(
                "encrypted numbers",
                "is encrypted",
                f -> zip(f, zip -> numbers(zip).flags(1)));
        table.row(
                "strongly encrypted numbers",
                "is encrypted",
                f -> zip(f, zip -> numbers(zip).flags(0x41)));
        table.row(
                "sizes that differ",
                "is compressed",
                f -> zip(f, zip -> numbers(zip).sizes(24, 12)));
        table.row("numbers of 4 GiB", "damaged", f -> zip(f, zip -> numbers(zip).sizes(0xFFFFFFFEL, 0xFFFFFFFEL)));
        table.row(
                "fewer numbers",
                "does not have the expected size",
                f -> zip(f, zip -> numbers(zip).sizes(20, 20)));
        table.row(
                "two entries in one place",
                "overlap",
                f -> zip(f, zip -> zip.add("archive/data/1", SIX).at(numbers(zip))));
        table.row(
                "an entry twice",
                "two entries with the same name",
                f -> zip(f, zip -> {
                    numbers(zip);
                    numbers(zip);
                }));
        table.row(
                "two lists of tensors",
                "more than one list of tensors",
                f -> zip(f, zip -> {
                    numbers(zip);
                    zip.add("other/data.pkl", new PickleBuilder().op('}').end());
                }));
        for (String outside : List.of("../x", "/etc/x", "archive/../../x", "a\\..\\x")) {
            table.row(
                    "an entry " + outside,
                    "points outside the archive",
                    f -> zip(f, zip -> {
                        numbers(zip);
                        zip.add(outside, new byte[1]);
                    }));
        }
        table.row(
                "numbers of the other byte order",
                "big-endian byte order",
                f -> zip(f, zip -> {
                    numbers(zip);
                    zip.add("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
                }));
        table.row("no list of tensors", "without data.pkl", f -> write(f, new ZipBytes(), zip -> numbers(zip)));
        table.row("no entry", "zip archive", f -> write(f, new ZipBytes(), zip -> {}));
        table.row("no directory", "no valid directory", f -> {
            zip(f, MalformedPicklesTest::numbers);
            byte[] all = Files.readAllBytes(f.path().resolve(FILE));
            f.write(FILE, Arrays.copyOf(all, all.length - 30));
        });
        table.row("a directory of 65,535 entries", "zip archive", f -> {
            zip(f, MalformedPicklesTest::numbers);
            byte[] all = Files.readAllBytes(f.path().resolve(FILE));
            Arrays.fill(all, all.length - 14, all.length - 2, (byte) 0xFF);
            f.write(FILE, all);
        });
        table.row("a tar archive", "tar archives of its first versions are not read", f -> bin(f, new byte[1024]));
        table.row(
                "text", "neither a zip archive nor a pickle", f -> bin(f, "hello".getBytes(StandardCharsets.US_ASCII)));
        table.row(
                "safetensors under another name",
                "neither a zip archive nor a pickle",
                f -> bin(f, Files.readAllBytes(f.path().resolve("model.safetensors"))));
        table.row("two letters", "zip archive", f -> bin(f, new byte[] {'P', 'K'}));
        table.row("one byte", "incomplete", f -> bin(f, new byte[] {(byte) 0x80}));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> theOlderForm() {
        Table table = new Table(FILE);
        byte[] object = PickleBuilder.oneTensor("FloatStorage", 6, 0, FLAT, STEP, true);
        for (int cut : new int[] {1, 20, 40, 100, 200}) {
            table.row("cut by " + cut, "d", f -> {
                legacy(f, object, 6, SIX);
                byte[] all = Files.readAllBytes(f.path().resolve(FILE));
                f.write(FILE, Arrays.copyOf(all, all.length - cut));
            });
        }
        table.row("a storage of 2^62 elements", "longer than the file", f -> legacy(f, object, 1L << 62, SIX));
        table.row("a storage of -1 elements", "longer than the file", f -> legacy(f, object, -1, SIX));
        table.row(
                "a storage of fewer elements",
                "has 5 elements, but its tensors expect 6",
                f -> legacy(f, object, 5, SIX));
        table.row(
                "another magic number",
                "not one of PyTorch's weights files",
                f -> bin(f, new PickleBuilder().number(7).end()));
        table.row(
                "a plain pickle",
                "not one of PyTorch's weights files",
                f -> bin(f, new PickleBuilder().op('}').end()));
        table.row(
                "no tensors",
                "holds no weights",
                f -> legacy(f, new PickleBuilder().op('}').end(), 6, SIX));
        table.row(
                "code",
                "contains code (os.system)",
                f -> legacy(
                        f,
                        new PickleBuilder()
                                .global("os", "system")
                                .op(')')
                                .op('R')
                                .end(),
                        6,
                        SIX));
        return Malformed.refused(folder, table.rows());
    }

    @Test
    void bytesWithAnotherChecksumAreFoundWhenTheyAreRead() throws IOException {
        ModelFolder model = ModelFolder.in(Files.createDirectories(folder));
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
        PickleBuilder list = new PickleBuilder().op('}').op('(');
        ZipBytes zip = new ZipBytes();
        int key = 0;
        for (Map.Entry<String, List<Long>> tensor : ModelFolder.shapes().entrySet()) {
            long[] shape = tensor.getValue().stream().mapToLong(size -> size).toArray();
            long[] strides = shape.length == 1 ? new long[] {1} : new long[] {shape[1], 1};
            long count = LongStream.of(shape).reduce(1, (a, b) -> a * b);
            float[] halves = new float[(int) count];
            Arrays.fill(halves, 0.5f);
            list.text(tensor.getKey()).tensor("FloatStorage", "" + key, count, 0, shape, strides, false);
            change.accept(key, zip.add("data/data/" + key, PickleBuilder.floats(halves)));
            key++;
        }
        zip.add("data/data.pkl", list.op('u').end());
        bin(model, zip.archive());
    }

    /** Changes what the directory says of a storage. */
    private interface Change {
        void accept(int key, ZipBytes.Entry entry);
    }

    private static byte[] tensor(long count, long offset, long[] shape, long[] strides) {
        return PickleBuilder.oneTensor("FloatStorage", count, offset, shape, strides, false);
    }

    private static byte[] repeated(int instruction, int times) {
        byte[] pickle = new byte[times + 3];
        Arrays.fill(pickle, (byte) instruction);
        pickle[0] = (byte) 0x80;
        pickle[1] = 2;
        pickle[2] = '}';
        return pickle;
    }

    private static ZipBytes.Entry numbers(ZipBytes zip) {
        return zip.add("archive/data/0", SIX);
    }

    private static void zip(ModelFolder folder, Consumer<ZipBytes> more) {
        ZipBytes zip = new ZipBytes();
        zip.add("archive/data.pkl", tensor(6, 0, FLAT, STEP));
        write(folder, zip, more);
    }

    private static void write(ModelFolder folder, ZipBytes zip, Consumer<ZipBytes> more) {
        more.accept(zip);
        bin(folder, zip.archive());
    }

    private static void bin(ModelFolder folder, byte[] bytes) {
        folder.write(FILE, bytes);
        Path other = folder.path().resolve("model.safetensors");
        if (Files.exists(other)) {
            folder.delete("model.safetensors");
        }
    }

    private static void pickle(ModelFolder folder, byte[] pickle) throws IOException {
        folder.delete("model.safetensors");
        PickleBuilder.zip(folder.path().resolve(FILE), pickle, List.of(SIX));
    }

    private static void legacy(ModelFolder folder, byte[] object, long count, byte[] storage) throws IOException {
        folder.delete("model.safetensors");
        PickleBuilder.legacy(folder.path().resolve(FILE), object, count, storage);
    }
}
