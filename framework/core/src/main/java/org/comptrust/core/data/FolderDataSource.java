package org.comptrust.core.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataSource;
import org.comptrust.core.hash.Sha256;

/**
 * A benchmark in its own layout below a folder, or a single file; or a pack, which is a folder or a zip with {@code pack.yaml}: then
 * each file must be as that says. Nothing outside the root is ever read: neither through {@code
 * ..} nor through a symbolic link. Names are case-sensitive on every file system, so that an experiment means the same
 * everywhere. Thread-safe.
 */
public final class FolderDataSource implements DataSource {
    private final Path shown;
    private final Path root;
    private final boolean singleFile;
    private final Optional<Pack> pack;
    private final int maxLineBytes;
    private final ConcurrentMap<String, Path> opened = new ConcurrentHashMap<>();
    private final Map<String, String> hashes = new ConcurrentHashMap<>();
    private final RowFaults faults;
    private final ParsedFiles parsed = new ParsedFiles();

    /** @throws DataException if there is no such file or folder */
    public FolderDataSource(Path root) {
        this(root, Utf8Lines.MAX_LINE_BYTES);
    }

    FolderDataSource(Path root, int maxLineBytes) {
        boolean zip = PackRoot.isZip(root);
        this.shown = root;
        this.root = zip ? PackRoot.of(root) : root;
        this.maxLineBytes = maxLineBytes;
        this.faults = new RowFaults(root.toString());
        this.singleFile = !zip && Files.isRegularFile(root);
        if (!singleFile && !Files.isDirectory(this.root)) {
            throw new DataException(root.toString(), "there is no such file or folder. Check the path");
        }
        Path manifest = this.root.resolve(Pack.FILE);
        boolean packed = !singleFile && Files.isRegularFile(manifest);
        if (packed) {
            refuseToLeave(manifest);
        }
        this.pack = packed ? Optional.of(Pack.read(name(Pack.FILE), manifest)) : Optional.empty();
    }

    /** The same folder, of which nothing has been opened yet. */
    public FolderDataSource again() {
        return new FolderDataSource(root, maxLineBytes);
    }

    @Override
    public Optional<DataFile> file(String path) {
        Path asked = relative(path);
        Path file = singleFile ? root : root.resolve(asked);
        if (singleFile && !root.getFileName().toString().equals(path)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file) || !writtenLikeThat(file, asked)) {
            return Optional.empty();
        }
        if (!singleFile) {
            refuseToLeave(file);
        }
        pack.ifPresent(known -> check(known, path, file));
        opened.put(path, file);
        return Optional.of(new FileData(file, singleFile ? file.toString() : name(path), maxLineBytes, faults, parsed));
    }

    @Override
    public List<String> list(String folder) {
        if (singleFile) {
            return folder.isEmpty() ? List.of(root.getFileName().toString()) : List.of();
        }
        Path asked = folder.isEmpty() ? root.getFileSystem().getPath("") : relative(folder);
        Path path = folder.isEmpty() ? root : root.resolve(asked);
        if (!Files.isDirectory(path) || !(folder.isEmpty() || writtenLikeThat(path, asked))) {
            return List.of();
        }
        refuseToLeave(path);
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> pack.isEmpty() || !folder.isEmpty() || !name.equals(Pack.FILE))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Utf8Lines.unreadable(path.toString(), e);
        }
    }

    @Override
    public String describe() {
        return shown.toString();
    }

    /** What the data say of themselves, if they are a pack. */
    public Optional<Pack> pack() {
        return pack;
    }

    /**
     * SHA-256 of every file that {@link #file} has given so far, in lower-case hex by the path it was asked for. Computed on
     * demand and once: a file that changes during a run keeps its first hash.
     */
    public SortedMap<String, String> hashes() {
        SortedMap<String, String> all = new TreeMap<>();
        opened.forEach(
                (path, file) -> all.put(path, hashes.computeIfAbsent(path, missing -> sha256(file, Long.MAX_VALUE))));
        return all;
    }

    /** The rows that were left out since the last call, of all files. */
    public LeftOut takeLeftOut() {
        return faults.take();
    }

    private Path relative(String path) {
        if (path.isEmpty() || path.indexOf('\\') >= 0) {
            throw refused(path, "is not a path with / between names");
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                throw refused(path, "must be relative to the data folder, without empty names, . or ..");
            }
        }
        try {
            Path relative = root.getFileSystem().getPath(path);
            if (relative.isAbsolute()) {
                throw refused(path, "must be relative to the data folder");
            }
            return relative;
        } catch (InvalidPathException e) {
            throw refused(path.replace('\0', '?'), "is not a file name: " + e.getReason());
        }
    }

    /** How messages call a file. */
    private String name(String path) {
        return shown + "/" + path;
    }

    /** Every file of a pack is hashed before its first use: what was changed is not judged by. */
    private void check(Pack known, String path, Path file) {
        Pack.Entry entry = known.files().get(path);
        if (entry == null) {
            throw new DataException(
                    name(path), "is not listed in " + Pack.FILE + ". Import the data again, or take the file away");
        }
        String found = hashes.computeIfAbsent(path, first -> sha256(file, entry.bytes() + 1));
        if (!found.equals(entry.sha256())) {
            throw new DataException(
                    name(path),
                    "is not the file that was packed: " + Pack.FILE + " has checksum " + entry.sha256()
                            + ", the file has another. Get the pack again, or import the data again");
        }
    }

    private DataException refused(String path, String why) {
        return new DataException(describe(), "the path \"" + path + "\" " + why);
    }

    /** Whether the file system calls the file exactly so, also where it ignores case. */
    private static boolean writtenLikeThat(Path file, Path asked) {
        try {
            return file.toRealPath(LinkOption.NOFOLLOW_LINKS).endsWith(asked);
        } catch (IOException e) {
            throw Utf8Lines.unreadable(file.toString(), e);
        }
    }

    private void refuseToLeave(Path file) {
        try {
            Path target = file.toRealPath();
            if (!target.startsWith(root.toRealPath())) {
                throw new DataException(
                        file.toString(),
                        "is a link to " + target
                                + ", outside of the data folder. Copy the file into the folder, or name"
                                + " the folder that holds it as data");
            }
        } catch (IOException e) {
            throw Utf8Lines.unreadable(file.toString(), e);
        }
    }

    private static String sha256(Path file, long most) {
        try {
            return Sha256.ofFile(file, most);
        } catch (UncheckedIOException e) {
            throw Utf8Lines.unreadable(file.toString(), e.getCause());
        }
    }
}
