package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Safetensors files byte by byte, right or wrong. */
final class SafetensorsBytes {
    private SafetensorsBytes() {}

    /** A file with this header and these bytes behind it. */
    static byte[] file(String header, byte[] data) {
        byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + utf8.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(utf8.length)
                .put(utf8)
                .put(data)
                .array();
    }

    static ObjectNode header(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        return (ObjectNode) new JsonMapper().readTree(text(all));
    }

    static byte[] data(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        return Arrays.copyOfRange(all, 8 + length(all), all.length);
    }

    /** Writes a file again with another header. */
    static void change(Path file, Consumer<ObjectNode> header) throws IOException {
        change(file, header, data -> data);
    }

    /** Writes a file again with another header and other data. */
    static void change(Path file, Consumer<ObjectNode> header, UnaryOperator<byte[]> data) throws IOException {
        ObjectNode json = header(file);
        header.accept(json);
        Files.write(file, file(json.toString(), data.apply(data(file))));
    }

    /** Writes a file again with another text of its header. */
    static void rewrite(Path file, UnaryOperator<String> header) throws IOException {
        byte[] all = Files.readAllBytes(file);
        Files.write(file, file(header.apply(text(all)), data(file)));
    }

    private static String text(byte[] all) {
        return new String(all, 8, length(all), StandardCharsets.UTF_8);
    }

    private static int length(byte[] all) {
        return (int) ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
