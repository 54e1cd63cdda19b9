package org.comptrust.host.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.data.Pack;

/** A user's copy of a data set: a folder, of which nothing outside is read, neither through {@code ..} nor through a link. */
final class Copy {
    private static final int DEEPEST = 12;
    private static final int MOST_FILES = 20_000;
    private static final Pattern REFERENCE = Pattern.compile("ref: (refs/[A-Za-z0-9._/-]+)\\s*");
    private static final Pattern COMMIT = Pattern.compile("([0-9a-f]{40})\\s*");

    private final Path root;
    private final FolderDataSource source;

    /** @throws DataException if it is no folder */
    Copy(Path root) {
        if (!Files.isDirectory(root)) {
            throw new DataException(root.toString(), "is no folder. Name the folder of your copy");
        }
        this.root = root;
        this.source = new FolderDataSource(root);
    }

    Path root() {
        return root;
    }

    /**
     * A file to copy.
     *
     * @throws DataException if it leaves the folder, or is too large
     */
    Optional<Path> file(String path) {
        if (source.file(path).isEmpty()) {
            return Optional.empty();
        }
        Path file = root.resolve(path);
        try {
            if (Files.size(file) > Pack.MAX_FILE_BYTES) {
                throw new DataException(
                        file.toString(), "has " + Files.size(file) + " bytes, more than " + Pack.MAX_FILE_BYTES);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return Optional.of(file);
    }

    /** The text of a file. */
    Optional<String> text(String path) {
        return source.file(path).map(file -> file.text());
    }

    /** Paths of the files below a folder whose names end so, sorted; links are not followed. */
    List<String> below(String folder, String end) {
        Path start = root.resolve(folder);
        if (!Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(start, DEEPEST)) {
            return all.limit(MOST_FILES)
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> path.endsWith(end))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(start, e);
        }
    }

    /** The commit that is checked out, if this is a clone. */
    Optional<String> commit() {
        Optional<String> head = text(".git/HEAD");
        Optional<String> direct = head.flatMap(Copy::commit);
        if (direct.isPresent()) {
            return direct;
        }
        return head.flatMap(text -> {
            Matcher reference = REFERENCE.matcher(text);
            return reference.matches() ? commitOf(reference.group(1)) : Optional.empty();
        });
    }

    private Optional<String> commitOf(String reference) {
        if (reference.contains("..")) {
            return Optional.empty();
        }
        return text(".git/" + reference).flatMap(Copy::commit).or(() -> text(".git/packed-refs")
                .flatMap(packed -> packed.lines()
                        .filter(line -> line.endsWith(" " + reference))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .findFirst())
                .flatMap(Copy::commit));
    }

    private static Optional<String> commit(String text) {
        Matcher commit = COMMIT.matcher(text);
        return commit.matches() ? Optional.of(commit.group(1)) : Optional.empty();
    }

    private static DataException unreadable(Path file, IOException e) {
        return new DataException(file.toString(), "cannot be read (" + e + ")", e);
    }
}
