package org.comptrust.models.checkpoint.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles instruction by instruction, and weights files around them. */
final class PickleBuilder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** An empty pickle of protocol 2. */
    PickleBuilder() {
        op(0x80).op(2);
    }

    PickleBuilder op(int instruction) {
        bytes.write(instruction);
        return this;
    }

    /** Instructions of one byte each. */
    PickleBuilder ops(String instructions) {
        return raw(instructions.getBytes(StandardCharsets.ISO_8859_1));
    }

    PickleBuilder global(String module, String name) {
        return ops("c").raw((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    PickleBuilder text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ops("X").intLe(utf8.length).raw(utf8);
    }

    PickleBuilder number(long number) {
        return number >= 0 && number < 256
                ? ops("K").op((int) number)
                : op(0x8A).op(8)
                        .raw(ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(number)
                                .array());
    }

    PickleBuilder numbers(long... numbers) {
        ops("(");
        for (long number : numbers) {
            number(number);
        }
        return ops("t");
    }

    /** A tensor as {@code torch.save} describes it. */
    PickleBuilder tensor(
            String type, String key, long count, long offset, long[] shape, long[] strides, boolean legacy) {
        global("torch._utils", "_rebuild_tensor_v2").ops("(");
        ops("(").text("storage").global("torch", type).text(key).text("cpu").number(count);
        if (legacy) {
            ops("N");
        }
        ops("tQ").number(offset).numbers(shape).numbers(strides).op(0x89);
        return global("collections", "OrderedDict").ops(")RtR");
    }

    /** A tensor of all numbers of a storage. */
    PickleBuilder tensor(String type, String key, long count) {
        return tensor(type, key, count, 0, new long[] {count}, new long[] {1}, false);
    }

    PickleBuilder raw(byte[] raw) {
        bytes.writeBytes(raw);
        return this;
    }

    PickleBuilder intLe(int value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    byte[] end() {
        return ops(".").bytes.toByteArray();
    }

    /** A state dictionary of one tensor {@code w}. */
    static byte[] oneTensor(String type, long count, long offset, long[] shape, long[] strides, boolean legacy) {
        return new PickleBuilder()
                .ops("}(")
                .text("w")
                .tensor(type, "0", count, offset, shape, strides, legacy)
                .ops("u")
                .end();
    }

    /** A state dictionary of whole tensors by name; the key of each one's storage is its place, from 0. */
    static byte[] dictionary(String type, SortedMap<String, List<Long>> shapes, boolean legacy) {
        PickleBuilder list = new PickleBuilder().ops("}(");
        int key = 0;
        for (Map.Entry<String, List<Long>> tensor : shapes.entrySet()) {
            long[] shape = tensor.getValue().stream().mapToLong(size -> size).toArray();
            long[] strides = shape.length == 1 ? new long[] {1} : new long[] {shape[1], 1};
            list.text(tensor.getKey());
            list.tensor(type, "" + key++, count(tensor.getValue()), 0, shape, strides, legacy);
        }
        return list.ops("u").end();
    }

    /** Elements of a tensor of this shape. */
    static long count(List<Long> shape) {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    /** A zip archive of stored entries, as PyTorch 1.6 and later write it. */
    static Path zip(Path file, byte[] pickle, List<byte[]> storages) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            store(zip, "archive/data.pkl", pickle);
            for (int i = 0; i < storages.size(); i++) {
                store(zip, "archive/data/" + i, storages.get(i));
            }
            store(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** A row of pickles followed by storages, as PyTorch before 1.6 wrote it. */
    static Path legacy(Path file, byte[] object, long[] counts, List<byte[]> storages) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                DataOutputStream data = new DataOutputStream(out)) {
            byte[] magic = {0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19};
            data.write(new PickleBuilder().op(0x8A).op(magic.length).raw(magic).end());
            data.write(new PickleBuilder().number(1001).end());
            data.write(new PickleBuilder()
                    .ops("}")
                    .text("little_endian")
                    .op(0x88)
                    .ops("s")
                    .end());
            data.write(object);
            PickleBuilder keys = new PickleBuilder().ops("](");
            for (int key = 0; key < counts.length; key++) {
                keys.text("" + key);
            }
            data.write(keys.ops("e").end());
            for (int key = 0; key < counts.length; key++) {
                data.writeLong(Long.reverseBytes(counts[key]));
                data.write(storages.get(key));
            }
        }
        return file;
    }

    /** Little-endian float32. */
    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }
}
