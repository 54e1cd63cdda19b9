package org.comptrust.host.importing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.data.Pack;

/**
 * What a whole copy of DecodingTrust has at a path.
 *
 * @param path relative to the copy
 * @param rows how many; empty if that is not known
 * @param checksums SHA-256 of the file in the benchmark and in the fork, or {@code git:} and its blob id where only that is known
 * @param needs what reads it; {@code ""} if nothing does
 */
record Expected(String path, OptionalLong rows, List<String> checksums, String needs) {
    private static final String TABLE = "decodingtrust-files.tsv";
    private static final String NOT_KNOWN = "-";
    private static final String GIT = "git:";

    /** All, in the order of the table. */
    static List<Expected> all() {
        try (InputStream in = Expected.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException(TABLE + " is missing from the program");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> of(line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What of a copied file differs from the whole one. */
    Optional<String> difference(Pack.Entry entry, Path file) {
        if (checksums.contains(entry.sha256())
                || checksums.stream().anyMatch(sum -> sum.startsWith(GIT)) && checksums.contains(GIT + blob(file))) {
            return Optional.empty();
        }
        if (rows.isPresent() && entry.rows().isPresent() && entry.rows().getAsLong() != rows.getAsLong()) {
            return Optional.of("has " + entry.rows().getAsLong() + " rows, " + rows.getAsLong() + " are expected");
        }
        return checksums.isEmpty()
                ? Optional.empty()
                : Optional.of("its bytes are not those of the benchmark's own file");
    }

    /** Git's name of a file's content. */
    private static String blob(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new DataException(file.toString(), "cannot be read (" + e + ")", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static Expected of(String[] cells) {
        return new Expected(
                cells[0],
                cells[1].equals(NOT_KNOWN) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(cells[1])),
                cells[2].equals(NOT_KNOWN) ? List.of() : List.of(cells[2].split(",")),
                cells[3]);
    }
}
