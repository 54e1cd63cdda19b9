package org.comptrust.testkit.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.comptrust.testkit.Matrix;

/** A small safetensors file read whole, every number as float32: an oracle's file, read without the code that it is to judge. */
public final class TensorFile {
    private final Path path;
    private final JsonNode header;
    private final ByteBuffer data;

    private TensorFile(Path path, JsonNode header, ByteBuffer data) {
        this.path = path;
        this.header = header;
        this.data = data;
    }

    /** @throws UncheckedIOException if it cannot be read */
    public static TensorFile read(Path path) {
        try {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(all.getLong())];
            all.get(header);
            return new TensorFile(
                    path, new ObjectMapper().readTree(header), all.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /** The numbers of a tensor. */
    public float[] values(String name) {
        JsonNode entry = entry(name);
        String dtype = entry.get("dtype").asText();
        int start = entry.get("data_offsets").get(0).asInt();
        int bytes = entry.get("data_offsets").get(1).asInt() - start;
        float[] values = new float[bytes / width(dtype)];
        for (int i = 0; i < values.length; i++) {
            int at = start + i * width(dtype);
            values[i] = switch (dtype) {
                case "U8" -> Byte.toUnsignedInt(data.get(at));
                case "I32" -> data.getInt(at);
                case "F16" -> half(data.getShort(at));
                case "F32" -> data.getFloat(at);
                default -> throw new IllegalArgumentException(path + ": " + name + " has dtype " + dtype);
            };
        }
        return values;
    }

    /** The names of all tensors, in the file's order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        header.fieldNames().forEachRemaining(names::add);
        names.remove("__metadata__");
        return names;
    }

    /** The size of each dimension of a tensor. */
    public long[] shape(String name) {
        JsonNode shape = entry(name).get("shape");
        long[] sizes = new long[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.get(i).asLong();
        }
        return sizes;
    }

    /** The numbers of a tensor of two dimensions. */
    public Matrix matrix(String name) {
        JsonNode shape = entry(name).get("shape");
        if (shape.size() != 2) {
            throw new IllegalArgumentException(path + ": " + name + " has shape " + shape);
        }
        return new Matrix(shape.get(0).asInt(), shape.get(1).asInt(), values(name));
    }

    private JsonNode entry(String name) {
        JsonNode entry = header.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(path + " has no tensor " + name);
        }
        return entry;
    }

    private static int width(String dtype) {
        return dtype.equals("U8") ? 1 : dtype.equals("F16") ? 2 : 4;
    }

    /** IEEE binary16: sign, 5 bits of exponent, 10 of fraction. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = exponent == 0
                ? fraction * 0x1p-24f
                : exponent == 31
                        ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                        : (fraction + 1024) * Math.scalb(1f, exponent - 25);
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The nearest number that float16 has, halves to even; infinite above its range. */
    static float toHalf(float value) {
        double step = Math.scalb(1.0, Math.max(Math.getExponent(value), -14) - 10);
        double nearest = Math.rint(value / step) * step;
        return (float) (Math.abs(nearest) > 65504 ? Math.copySign(Double.POSITIVE_INFINITY, nearest) : nearest);
    }
}
