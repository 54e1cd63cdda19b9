package org.comptrust.models.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The archive that libtorch reads a module from, made in memory: one class {@code Ops} that holds code and no weight. */
final class ModuleArchive {
    /** Below 10, libtorch gives several operators their old meanings. */
    private static final String OPERATOR_VERSION = "10\n";

    private static final String CLASS_HEAD = """
            class Ops(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """;

    private ModuleArchive() {}

    /** The archive of the methods, which are indented into the class. */
    static byte[] of(String methods) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "ops/version", OPERATOR_VERSION.getBytes(StandardCharsets.US_ASCII));
            put(zip, "ops/data.pkl", object());
            put(zip, "ops/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
            put(zip, "ops/code/__torch__.py", (CLASS_HEAD + indented(methods)).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory only
        }
        return out.toByteArray();
    }

    private static String indented(String methods) {
        StringBuilder text = new StringBuilder();
        methods.lines()
                .forEach(line -> text.append(line.isBlank() ? "" : "  " + line).append('\n'));
        return text.toString();
    }

    /** The pickle of an {@code Ops} whose only attribute is {@code training = False}. */
    private static byte[] object() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes("c__torch__\nOps\n".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
        return pickle.toByteArray();
    }

    /** libtorch wants entries stored, with sizes in the local header. */
    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
