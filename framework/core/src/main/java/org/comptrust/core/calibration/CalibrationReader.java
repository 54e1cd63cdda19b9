package org.comptrust.core.calibration;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.data.Documents;
import org.comptrust.core.data.NumpyRandom;
import org.comptrust.core.data.TextKind;
import org.comptrust.core.data.WholeText;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.CalibrationSpec.Select;
import org.comptrust.core.port.Progress;

/**
 * Selects calibration sequences from a file. {@link Select#CROPS}, {@link Select#PACKED} and {@link Select#RECORDS} draw what the
 * loaders of the methods' reference code draw of the same documents in the same order, by the same generators; they hold the drawn
 * sequences and the places of the documents in memory, never the documents.
 */
public final class CalibrationReader {
    /** Draws in a row that find no document of the length: of C4, one in a hundred has 4096 tokens. */
    private static final int MOST_REJECTED = 20_000;

    /** Bytes of a file that is read on trial. */
    private static final long SMALL = 4L << 20;

    /** Records that tell how long the others are. */
    private static final int LOOKED_AT = 32;

    private final CalibrationSpec spec;
    private final CalibrationSpec.Text text;
    private final Tokenizer tokenizer;
    private final Progress progress;
    private final Map<String, String> origin = new TreeMap<>();

    private CalibrationReader(CalibrationSpec spec, Tokenizer tokenizer, Progress progress) {
        this.spec = spec;
        this.text = spec.text().orElseThrow(() -> new IllegalArgumentException("no file to read"));
        this.tokenizer = tokenizer;
        this.progress = progress;
    }

    /**
     * The sequences; the same for the same file, spec and tokenizer.
     *
     * @param spec one with a file
     * @param chats chat templates, asked for only if records are to be written by one
     * @throws DataException if the file does not hold what it takes: empty, too short, not UTF-8, not JSON, a field is missing; with
     *     the line where there is one
     */
    public static CalibrationTokens read(
            CalibrationSpec spec, Tokenizer tokenizer, ChatWriter.Source chats, Progress progress) {
        return new CalibrationReader(spec, tokenizer, progress).tokens(chats);
    }

    /**
     * Tokens of the sequences, about and without reading much: those of the longest that are asked for, and where records are selected,
     * whose lengths differ, what some of them come to under the default headings if the file is there.
     */
    public static long tokens(CalibrationSpec spec, Tokenizer tokenizer) {
        long most = (long) spec.samples() * spec.length();
        Optional<CalibrationSpec.Text> text = spec.text().filter(records -> records.select() == Select.RECORDS);
        if (text.isEmpty() || !Files.exists(text.get().file())) {
            return most;
        }
        int few = Math.min(LOOKED_AT, spec.samples());
        CalibrationSpec some = new CalibrationSpec(
                spec.name(),
                Optional.of(new CalibrationSpec.Text(
                        text.get().file(), Select.RECORDS, text.get().field(), CalibrationSpec.Template.DEFAULT)),
                few,
                spec.length(),
                spec.seed());
        try {
            List<List<Integer>> sequences = read(some, tokenizer, template -> Optional.empty(), Progress.NONE)
                    .sequences();
            return Math.min(most, sequences.stream().mapToLong(List::size).sum() * spec.samples() / few);
        } catch (DataException unusable) { // said when it is read in earnest
            return most;
        }
    }

    /**
     * What is wrong with a file, found by selecting from it: empty, too short, not UTF-8, not JSON, a field is missing.
     *
     * @return empty: nothing; or it is large, or no file: then it is said when it is read in earnest
     */
    public static Optional<String> trial(CalibrationSpec spec, Tokenizer tokenizer) {
        boolean chat = spec.text()
                .filter(text -> text.select() == Select.RECORDS)
                .filter(text -> !text.template().equals(CalibrationSpec.Template.DEFAULT))
                .isPresent();
        if (chat || spec.text().isEmpty() || spec.length() > tokenizer.contextLength()) {
            return Optional.empty();
        }
        try {
            if (Files.size(spec.text().get().file()) <= SMALL) {
                read(spec, tokenizer, template -> Optional.empty(), Progress.NONE);
            }
            return Optional.empty();
        } catch (DataException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        } catch (IOException unreadable) { // said when it is read in earnest
            return Optional.empty();
        }
    }

    private CalibrationTokens tokens(ChatWriter.Source chats) {
        if (spec.length() > tokenizer.contextLength()) {
            throw refused("sequences of " + spec.length() + " tokens do not fit the model's "
                    + tokenizer.contextLength() + " positions. Use a smaller length");
        }
        progress.step(work(), 0, spec.samples());
        origin.put("file", String.valueOf(text.file().getFileName()));
        origin.put("file sha256", Sha256.ofFile(text.file()));
        List<List<Integer>> sequences =
                switch (text.select()) {
                    case WINDOWS -> windows();
                    case CROPS -> TextKind.of(text.file()) == TextKind.TEXT ? cropsOfText() : crops();
                    case PACKED -> packed();
                    case RECORDS -> records(RecordTemplate.of(text.template(), chats));
                };
        origin.put(
                "selection",
                text.select().name().toLowerCase(Locale.ROOT) + ", samples " + spec.samples() + ", length "
                        + spec.length() + ", seed " + spec.seed());
        origin.put("sequences", Integer.toString(sequences.size()));
        progress.step(work(), spec.samples(), spec.samples());
        return new CalibrationTokens(sequences, origin);
    }

    private List<List<Integer>> windows() {
        List<Integer> ids = tokenizer.encode(WholeText.read(text.file()));
        int own = spec.length() - tokenizer.start().size(); // the start token takes a place
        int available = own < 1 ? 0 : ids.size() / own;
        if (available < spec.samples()) {
            throw refused("holds " + ids.size() + " tokens, enough for " + available + " sequences of " + spec.length()
                    + "; asked for " + spec.samples() + ". Use a longer text, or fewer or shorter samples");
        }
        List<Integer> windows =
                new ArrayList<>(IntStream.range(0, available).boxed().toList());
        Collections.shuffle(windows, new Random(spec.seed()));
        return windows.subList(0, spec.samples()).stream()
                .map(window -> started(ids.subList(window * own, (window + 1) * own)))
                .toList();
    }

    /** One document, drawn from at random places: the reference loaders' rule for WikiText. */
    private List<List<Integer>> cropsOfText() {
        List<Integer> ids = started(tokenizer.encode(WholeText.read(text.file())));
        if (ids.size() <= spec.length()) {
            throw refused("holds " + ids.size() + " tokens, and a sequence is " + spec.length()
                    + " of a longer text. Use a longer text or a smaller length");
        }
        CPythonRandom random = new CPythonRandom(spec.seed());
        return IntStream.range(0, spec.samples())
                .mapToObj(sample -> crop(ids, random))
                .toList();
    }

    private List<List<Integer>> crops() {
        CPythonRandom random = new CPythonRandom(spec.seed());
        List<List<Integer>> sequences = new ArrayList<>();
        long rejections = 0;
        try (Documents documents = documents()) {
            BitSet tooShort = new BitSet();
            int longest = 0;
            int rejectedInARow = 0;
            while (sequences.size() < spec.samples()) {
                int index = random.randint(0, documents.size() - 1);
                List<Integer> ids = tooShort.get(index) ? List.of() : started(encoded(documents.get(index)));
                if (ids.size() > spec.length()) {
                    sequences.add(crop(ids, random));
                    rejectedInARow = 0;
                    drawn(sequences.size());
                    continue;
                }
                rejections++;
                tooShort.set(index);
                longest = Math.max(longest, ids.size());
                if (tooShort.cardinality() == documents.size() || ++rejectedInARow == MOST_REJECTED) {
                    throw refused("no document is longer than " + spec.length() + " tokens; the longest of "
                            + tooShort.cardinality() + " that were looked at has " + longest
                            + ". Use a smaller length, or select: packed, which takes short ones");
                }
            }
        }
        origin.put("rejected", rejections + " draws of documents of at most " + spec.length() + " tokens");
        return sequences;
    }

    private List<Integer> crop(List<Integer> ids, CPythonRandom random) {
        int start = random.randint(0, ids.size() - spec.length() - 1);
        return List.copyOf(ids.subList(start, start + spec.length()));
    }

    private List<List<Integer>> packed() {
        List<Integer> all = new ArrayList<>();
        int kept = 0;
        int rejected = 0;
        try (Documents documents = documents()) {
            for (int index : new NumpyRandom(spec.seed()).permutation(documents.size())) {
                List<Integer> ids = started(
                        tokenizer.encode(PythonText.strip(documents.get(index).text(text.field()))));
                if (ids.isEmpty() || ids.size() > spec.length()) {
                    rejected++;
                    continue;
                }
                all.addAll(ids);
                drawn(++kept);
                if (kept == spec.samples()) {
                    break;
                }
            }
        }
        int sequences = all.size() / spec.length();
        if (sequences == 0) {
            throw refused("its documents of at most " + spec.length() + " tokens, " + kept + " of them, come to "
                    + all.size() + " tokens, less than one sequence. Use more samples or a smaller length");
        }
        origin.put("documents", Integer.toString(kept));
        origin.put("rejected", rejected + " documents of more than " + spec.length() + " tokens or of none");
        origin.put("dropped", all.size() - sequences * spec.length() + " tokens at the end");
        return IntStream.range(0, sequences)
                .mapToObj(i -> List.copyOf(all.subList(i * spec.length(), (i + 1) * spec.length())))
                .toList();
    }

    private List<List<Integer>> records(RecordTemplate template) {
        List<List<Integer>> sequences = new ArrayList<>();
        int cut = 0;
        int drawn;
        try (Documents documents = documents()) {
            drawn = Math.min(spec.samples(), documents.size());
            for (int index : new CPythonRandom(spec.seed()).sample(documents.size(), drawn)) {
                RecordTemplate.Texts texts = template.texts(documents.get(index));
                List<Integer> start = template.startsWithTokens() ? tokenizer.start() : List.of();
                if (start.size() + tokenizer.encode(texts.prompt()).size() >= spec.length()) {
                    continue;
                }
                List<Integer> ids = new ArrayList<>(start);
                ids.addAll(tokenizer.encode(texts.whole()));
                cut += ids.size() > spec.length() ? 1 : 0;
                sequences.add(List.copyOf(ids.subList(0, Math.min(ids.size(), spec.length()))));
                drawn(sequences.size());
            }
        }
        if (sequences.isEmpty()) {
            throw refused("the prompt of each of " + drawn + " records alone has " + spec.length()
                    + " tokens or more. Use a larger length");
        }
        origin.put("template", template.identity());
        origin.put(
                "rejected",
                drawn - sequences.size() + " of " + drawn + " records whose prompt alone has " + spec.length()
                        + " tokens or more");
        origin.put("cut", cut + " records of more than " + spec.length() + " tokens");
        return sequences;
    }

    private Documents documents() {
        Documents documents = Documents.open(text.file());
        if (documents.size() == 0) {
            documents.close();
            throw refused("holds no document");
        }
        return documents;
    }

    private void drawn(int count) {
        if (count < spec.samples()) {
            progress.step(work(), count, spec.samples());
        }
    }

    private String work() {
        return "selecting calibration data " + spec.name();
    }

    private List<Integer> encoded(DataRow document) {
        return tokenizer.encode(document.text(text.field()));
    }

    private List<Integer> started(List<Integer> ids) {
        List<Integer> all = new ArrayList<>(tokenizer.start());
        all.addAll(ids);
        return all;
    }

    private DataException refused(String what) {
        return new DataException(text.file().toString(), what);
    }
}
