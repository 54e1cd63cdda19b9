package org.comptrust.core.hash;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of lists of texts. Each text enters with its length, so that no two lists share their bytes. */
public final class Sha256 {
    private Sha256() {}

    /** Hex key of some texts. */
    public static String of(String... parts) {
        return of(List.of(parts));
    }

    /** Hex key of some texts. */
    public static String of(List<String> parts) {
        return HexFormat.of().formatHex(digest(parts));
    }

    /** A seed in [0, 2^63) from a seed and names: another name, another seed. */
    public static long seed(long seed, String... names) {
        byte[] digest = digest(List.of(Long.toString(seed), of(names)));
        return ByteBuffer.wrap(digest).getLong() & Long.MAX_VALUE;
    }

    /** Hex hash of a file's bytes. */
    public static String ofFile(Path file) {
        return ofFile(file, Long.MAX_VALUE);
    }

    /**
     * Hex hash of a file's bytes, of the first ones if there are many: what is packed may unpack to more than it says.
     *
     * @param most bytes that are read
     */
    public static String ofFile(Path file, long most) {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long left = most;
            for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
                digest.update(buffer, 0, (int) Math.min(read, left));
                left -= read;
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] digest(List<String> parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
