package org.comptrust.core.data;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;

/** The folder in a zip. Zips stay open, once each, as long as the program runs. */
final class PackRoot {
    private static final int MAX_ENTRIES = 100_000;
    private static final ConcurrentMap<String, FileSystem> OPEN = new ConcurrentHashMap<>();

    private PackRoot() {}

    static boolean isZip(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".zip") && Files.isRegularFile(path);
    }

    /**
     * The folder that holds {@code pack.yaml}: the root of the zip, or its only folder.
     *
     * @throws DataException if it is no zip, holds too much, or has no {@code pack.yaml}
     */
    static Path of(Path zip) {
        try {
            String key = zip.toRealPath() + " " + Files.size(zip) + " " + Files.getLastModifiedTime(zip);
            Path root = OPEN.computeIfAbsent(key, first -> open(zip)).getPath("/");
            if (Files.isRegularFile(root.resolve(Pack.FILE))) {
                return root;
            }
            try (Stream<Path> top = Files.list(root)) {
                List<Path> folders = top.filter(Files::isDirectory).toList();
                if (folders.size() == 1 && Files.isRegularFile(folders.get(0).resolve(Pack.FILE))) {
                    return folders.get(0);
                }
            }
            throw new DataException(
                    zip.toString(),
                    "has no " + Pack.FILE
                            + ". Unzip it and name the folder, or make a pack of it by `comptrust data import`");
        } catch (IOException e) {
            throw unreadable(zip, e);
        }
    }

    private static FileSystem open(Path zip) {
        try {
            FileSystem opened = FileSystems.newFileSystem(zip);
            try (Stream<Path> all = Files.walk(opened.getPath("/"))) {
                if (all.limit(MAX_ENTRIES + 1L).count() > MAX_ENTRIES) {
                    opened.close();
                    throw new DataException(zip.toString(), "has more than " + MAX_ENTRIES + " entries");
                }
            }
            return opened;
        } catch (IOException e) {
            throw unreadable(zip, e);
        }
    }

    private static DataException unreadable(Path zip, IOException e) {
        return new DataException(zip.toString(), "cannot be read as a zip (" + e.getMessage() + "). Get it again", e);
    }
}
