package org.comptrust.models.checkpoint.pytorch;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.GitLfs;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a {@code pytorch_model.bin}: a zip archive of stored entries (PyTorch 1.6 and later), or a row of pickles followed by
 * the numbers (before that). Nothing of the file is executed, and no number in it is believed before it was checked.
 */
public final class PytorchFile {
    /** The list of tensors of a model of a thousand layers has about 2 MB. */
    private static final long LONGEST_PICKLE = 64_000_000;

    /** Directory and entry headers of ten thousand tensors have about 1 MB. */
    private static final long LONGEST_DIRECTORY = 4_000_000;

    private static final int PIECE = 1 << 20;

    private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long LEGACY_PROTOCOL = 1001;

    private final Path file;
    private final FileChannel channel;
    private final long size;

    private PytorchFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
    }

    /**
     * Reads the list of tensors, and none of their numbers.
     *
     * @throws CheckpointException if the file is missing, truncated, a git-LFS pointer, or anything else than plain weights
     */
    public static SortedMap<String, TensorEntry> tensors(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file, "is missing. Download the whole folder, or correct the path.");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new PytorchFile(file, channel).read();
        } catch (PickleException e) {
            throw new CheckpointException(file, e.getMessage(), e);
        } catch (IOException e) {
            throw CheckpointException.unreadable(file, e);
        }
    }

    private SortedMap<String, TensorEntry> read() throws IOException {
        if (size == 0) {
            throw new PickleException("is empty; it was probably not downloaded completely. Download it again.");
        }
        byte[] start = bytes(0, (int) Math.min(size, 64)).array();
        GitLfs.refusePointer(file, start);
        if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
            return zip();
        }
        if (start[0] == (byte) 0x80) {
            return legacy();
        }
        throw new PickleException(
                "is neither a zip archive nor a pickle of PyTorch (tar archives of its first versions are not read)."
                        + " Download it again, or use the model's safetensors files.");
    }

    /**
     * Reads all bytes and compares them with the archive's checksums, where it has some: PyTorch writes 0 if told to do without, and
     * files from before it wrote archives have none.
     *
     * @throws CheckpointException if an entry's bytes are not those that were written; names it
     */
    public static void verify(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            PytorchFile weights = new PytorchFile(file, channel);
            byte[] start = weights.bytes(0, (int) Math.min(weights.size, 2)).array();
            if (start.length == 2 && start[0] == 'P' && start[1] == 'K') {
                for (ZipArchiveEntry entry : weights.entries().values()) {
                    weights.verify(entry);
                }
            }
        } catch (PickleException e) {
            throw new CheckpointException(file, e.getMessage(), e);
        } catch (IOException e) {
            throw CheckpointException.unreadable(file, e);
        }
    }

    private void verify(ZipArchiveEntry entry) throws IOException {
        if (entry.getCrc() <= 0 || entry.getMethod() != ZipArchiveEntry.STORED) {
            return;
        }
        refuseCompressed(entry);
        CRC32 sum = new CRC32();
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        for (long done = 0; done < entry.getSize(); ) {
            piece.clear().limit((int) Math.min(PIECE, entry.getSize() - done));
            if (channel.read(piece, entry.getDataOffset() + done) < 0) {
                throw new CheckpointException(file, "became shorter while it was read. Read it again.");
            }
            done += piece.position();
            sum.update(piece.flip());
        }
        if (sum.getValue() != entry.getCrc()) {
            throw new PickleException("is damaged: the bytes of its entry " + entry.getName()
                    + " do not have the checksum that the archive gives for them. Download it again.");
        }
    }

    private SortedMap<String, TensorEntry> zip() throws IOException {
        Map<String, ZipArchiveEntry> entries = entries();
        String top = top(entries.keySet());
        refuseOverlaps(entries.values());
        refuseBigEndian(entries.get(top + "byteorder"));
        ZipArchiveEntry pickle = entries.get(top + "data.pkl");
        Object value = Unpickler.read(new PickleBytes(stored(pickle, LONGEST_PICKLE)));
        return tensors(value, storage -> {
            ZipArchiveEntry entry = entries.get(top + "data/" + storage.key());
            if (entry == null) {
                throw new PickleException(
                        "is incomplete: storage " + storage.key() + " is missing in the archive. Download it again.");
            }
            refuseCompressed(entry);
            if (entry.getSize() != length(storage)) {
                throw new PickleException("is damaged: storage " + storage.key() + " does not have the expected size ("
                        + entry.getSize() + " bytes instead of " + length(storage) + "). Download it again.");
            }
            return entry.getDataOffset();
        });
    }

    private Map<String, ZipArchiveEntry> entries() {
        Map<String, ZipArchiveEntry> entries = new HashMap<>();
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new Unclosed(channel, LONGEST_DIRECTORY))
                .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                String name = entry.getName();
                if (name.startsWith("/")
                        || name.contains("\\")
                        || List.of(name.split("/")).contains("..")) {
                    throw new PickleException("is refused: its entry \"" + name
                            + "\" points outside the archive. Use a copy from a source you trust.");
                }
                if (entries.put(name, entry) != null) {
                    throw new PickleException("is refused: it holds two entries with the same name, \"" + name
                            + "\". Use a copy from a source you trust.");
                }
            }
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(
                    file, "is truncated or damaged: its zip archive has no valid directory. Download it again.", e);
        }
        return entries;
    }

    /** The folder within the archive that holds everything. */
    private static String top(Set<String> names) {
        List<String> lists = names.stream()
                .filter(name -> name.endsWith("/data.pkl"))
                .sorted()
                .toList();
        if (lists.isEmpty()) {
            throw new PickleException(
                    "is a zip archive without data.pkl, so no weights file of PyTorch. Download it again.");
        }
        if (lists.size() > 1) {
            throw new PickleException("is refused: it holds more than one list of tensors (" + lists.get(0) + ", "
                    + lists.get(1) + "). Use a copy from a source you trust.");
        }
        return lists.get(0).substring(0, lists.get(0).length() - "data.pkl".length());
    }

    /** Two entries in the same place: one of them is read for what it is not. */
    private void refuseOverlaps(Collection<ZipArchiveEntry> entries) {
        List<ZipArchiveEntry> inOrder = entries.stream()
                .filter(entry -> entry.getSize() > 0)
                .sorted(Comparator.comparingLong(ZipArchiveEntry::getDataOffset))
                .toList();
        for (int i = 1; i < inOrder.size(); i++) {
            ZipArchiveEntry before = inOrder.get(i - 1);
            if (before.getDataOffset() + before.getCompressedSize()
                    > inOrder.get(i).getDataOffset()) {
                throw new PickleException("is damaged or forged: its entries " + before.getName() + " and "
                        + inOrder.get(i).getName() + " overlap. Use a copy from a source you trust.");
            }
        }
    }

    private void refuseBigEndian(@Nullable ZipArchiveEntry entry) throws IOException {
        if (entry != null) {
            ByteBuffer order = stored(entry, 100);
            String text = new String(order.array(), StandardCharsets.US_ASCII).strip();
            if (!text.equals("little")) {
                throw new PickleException("holds numbers in " + text
                        + "-endian byte order; only little-endian is read. Save it as safetensors.");
            }
        }
    }

    private ByteBuffer stored(ZipArchiveEntry entry, long most) throws IOException {
        refuseCompressed(entry);
        if (entry.getSize() > most) {
            throw new PickleException("is no plain weights file: its entry " + entry.getName() + " has "
                    + entry.getSize() + " bytes, more than " + most + ". Download it again.");
        }
        return bytes(entry.getDataOffset(), (int) entry.getSize());
    }

    private void refuseCompressed(ZipArchiveEntry entry) {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new PickleException("is refused: its entry " + entry.getName()
                    + " is encrypted, which PyTorch never does. Use a copy from a source you trust.");
        }
        if (entry.getMethod() != ZipArchiveEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
            throw new PickleException("is refused: its entry " + entry.getName()
                    + " is compressed, which PyTorch never does. Use a copy from a source you trust.");
        }
        if (entry.getDataOffset() < 0 || entry.getSize() < 0 || entry.getDataOffset() > size - entry.getSize()) {
            throw new PickleException("is truncated: its entry " + entry.getName()
                    + " ends beyond the end of the file. Download it again.");
        }
    }

    /** Five pickles (magic number, protocol, system, the object, storage keys), then each storage: a count and its numbers. */
    private SortedMap<String, TensorEntry> legacy() throws IOException {
        PickleBytes in = new PickleBytes(bytes(0, (int) Math.min(size, LONGEST_PICKLE)));
        if (!LEGACY_MAGIC.equals(Unpickler.read(in))) {
            throw new PickleException("is a pickle, but not one of PyTorch's weights files. Download it again.");
        }
        if (!Long.valueOf(LEGACY_PROTOCOL).equals(Unpickler.read(in))) {
            throw new PickleException(
                    "is written in a version of PyTorch's format that is not known. Save it as safetensors.");
        }
        if (Unpickler.read(in) instanceof Unpickler.Container system
                && Boolean.FALSE.equals(system.entries().get("little_endian"))) {
            throw new PickleException(
                    "holds numbers in big-endian byte order; only little-endian is read. Save it as safetensors.");
        }
        Object value = Unpickler.read(in);
        if (!(Unpickler.read(in) instanceof Unpickler.Container keys) || !keys.isList()) {
            throw new PickleException("is damaged: it has no list of storages. Download it again.");
        }
        List<Storage> storages = new ArrayList<>();
        Map<String, Storage> byKey = new HashMap<>();
        for (View view : views(value).values()) {
            byKey.put(view.storage().key(), view.storage());
        }
        if (Set.copyOf(keys.items()).size() < keys.items().size()) {
            throw new PickleException("is damaged or forged: it lists a storage twice. Download it again.");
        }
        keys.items().forEach(key -> storages.add(byKey.get(String.valueOf(key))));
        Map<String, Long> offsets = offsets(in.position(), storages, keys.items());
        return tensors(value, storage -> {
            Long offset = offsets.get(storage.key());
            if (offset == null) {
                throw new PickleException(
                        "is incomplete: storage " + storage.key() + " is missing in the file. Download it again.");
            }
            return offset;
        });
    }

    private Map<String, Long> offsets(long start, List<Storage> storages, List<Object> keys) throws IOException {
        Map<String, Long> offsets = new HashMap<>();
        long at = start;
        for (int i = 0; i < storages.size(); i++) {
            Storage storage = storages.get(i);
            if (storage == null) {
                throw new PickleException("is no plain weights file: storage " + keys.get(i)
                        + " belongs to no tensor of it, so what follows cannot be found. Download it again.");
            }
            if (at > size - Long.BYTES) {
                throw new PickleException("is truncated: storage " + storage.key() + " is missing. Download it again.");
            }
            long count = bytes(at, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
            at += Long.BYTES;
            long length = length(storage);
            if (count < 0 || count > (size - at) / elementBytes(storage) || length > size - at) {
                throw new PickleException(
                        "is damaged: storage " + storage.key() + " is longer than the file. Download it again.");
            }
            if (count != storage.count()) {
                throw new PickleException("is damaged: storage " + storage.key() + " has " + count
                        + " elements, but its tensors expect " + storage.count() + ". Download it again.");
            }
            offsets.put(storage.key(), at);
            at += length;
        }
        return offsets;
    }

    /** Finds the first byte of a storage. */
    private interface Places {
        long offset(Storage storage);
    }

    private SortedMap<String, TensorEntry> tensors(Object value, Places places) {
        SortedMap<String, View> views = views(value);
        refuseContradictions(views);
        SortedMap<String, TensorEntry> tensors = new TreeMap<>();
        views.forEach((name, view) -> tensors.put(name, tensor(name, view, places)));
        return tensors;
    }

    /** Tensors may share a storage, but not disagree about what it holds. */
    private static void refuseContradictions(Map<String, View> views) {
        Map<String, String> ownerOf = new HashMap<>();
        views.forEach((name, view) -> {
            String first = ownerOf.putIfAbsent(view.storage().key(), name);
            View other = first == null ? view : views.get(first);
            if (other != null && !other.storage().equals(view.storage())) {
                throw new PickleException("is damaged or forged: tensors " + first + " and " + name
                        + " disagree about type or size of storage "
                        + view.storage().key() + ". Download it again.");
            }
        });
    }

    /** The tensors of a dictionary, or of the dictionary that it holds under the usual name. */
    private static SortedMap<String, View> views(Object value) {
        if (!(value instanceof Unpickler.Container dict) || !dict.isDict()) {
            throw noWeights();
        }
        SortedMap<String, View> views = viewsIn(dict);
        if (views.isEmpty()
                && dict.entries().get("state_dict") instanceof Unpickler.Container nested
                && nested.isDict()) {
            views = viewsIn(nested);
        }
        if (views.isEmpty()) {
            throw noWeights();
        }
        return views;
    }

    private static SortedMap<String, View> viewsIn(Unpickler.Container dict) {
        SortedMap<String, View> views = new TreeMap<>();
        dict.entries().forEach((key, each) -> {
            if (key instanceof String name && each instanceof View view) {
                views.put(name, view);
            }
        });
        return views;
    }

    private static PickleException noWeights() {
        return new PickleException("holds no weights: expected a dictionary of tensors. Name the model's own files.");
    }

    private TensorEntry tensor(String name, View view, Places places) {
        StoredType type = view.storage()
                .element()
                .orElseThrow(() -> new PickleException("tensor " + name + " has a data type that is not supported: "
                        + view.storage().typeName() + ". Convert the checkpoint."));
        long elements = 1;
        long last = view.offset();
        try {
            if (view.shape().size() != view.strides().size() || view.shape().size() > 8) {
                throw impossible(name, view);
            }
            for (int d = 0; d < view.shape().size(); d++) {
                long length = view.shape().get(d);
                long stride = view.strides().get(d);
                if (length < 0 || stride < 0) {
                    throw impossible(name, view);
                }
                elements = Math.multiplyExact(elements, length);
                last = Math.addExact(last, Math.multiplyExact(stride, Math.max(0, length - 1)));
            }
            if (elements > Math.max(0, view.storage().count())) {
                throw impossible(name, view);
            }
        } catch (ArithmeticException e) {
            throw impossible(name, view);
        }
        if (view.offset() < 0 || elements > 0 && last >= view.storage().count()) {
            throw new PickleException("tensor " + name + " lies outside its storage: it ends at element " + last
                    + ", the storage has " + view.storage().count() + ". Download the file again.");
        }
        long at = elements == 0 ? 0 : Math.addExact(places.offset(view.storage()), view.offset() * type.bytes());
        return TensorEntry.strided(name, file, type, view.shape(), view.strides(), at);
    }

    private static PickleException impossible(String name, View view) {
        return new PickleException("tensor " + name + " has an impossible shape: " + view.shape() + " with strides "
                + view.strides() + " in a storage of " + view.storage().count() + " elements. Download it again.");
    }

    private static long length(Storage storage) {
        try {
            return Math.multiplyExact(storage.count(), elementBytes(storage));
        } catch (ArithmeticException e) {
            throw new PickleException(
                    "is damaged: storage " + storage.key() + " is longer than the file. Download it again.");
        }
    }

    /** Of an unknown type: 1; the tensor that needs it is refused by name. */
    private static long elementBytes(Storage storage) {
        return storage.element().map(StoredType::bytes).orElse(1);
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new CheckpointException(file, "became shorter while it was read. Read it again.");
            }
        }
        return bytes.flip();
    }
}
