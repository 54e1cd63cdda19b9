package org.comptrust.models.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StrictJson;

/**
 * What a {@code tokenizer.model} of the SentencePiece library says, as far as byte-pair models of the LLaMA family need it. Fields
 * are numbered as in the library's {@code sentencepiece_model.proto}.
 *
 * @param pieces by id
 * @param byteFallback whether characters without a piece become their UTF-8 bytes
 * @param unknownText what the unknown piece is decoded to
 * @param startId id of the start token; -1: none
 * @param dummyPrefix whether a blank is put before a text
 * @param collapsesBlanks whether blanks at both ends go, and runs of them become one
 */
record SentencePieceModel(
        List<Piece> pieces,
        boolean byteFallback,
        String unknownText,
        int startId,
        boolean dummyPrefix,
        boolean collapsesBlanks) {
    static final long LARGEST = 128_000_000;

    private static final int BYTE_PAIR = 2;
    private static final List<String> KINDS = List.of("", "unigram", "bpe", "word", "char");
    private static final String UNKNOWN_TEXT = " \u2047 ";
    private static final Pattern BYTE_PIECE = Pattern.compile("<0x[0-9A-F]{2}>");

    /** What a piece is for; the order is that of the file's numbers, from 1. */
    enum Kind {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE
    }

    /** One piece: its text, its score (higher merges first) and kind. */
    record Piece(String text, float score, Kind kind) {}

    SentencePieceModel {
        pieces = List.copyOf(pieces);
    }

    /**
     * @param embeddingRows as many pieces as it may have
     * @throws CheckpointException if the file is damaged, or of a kind that is not read here
     */
    static SentencePieceModel read(Path file, int embeddingRows) {
        SentencePieceFile.check(file); // from here on all lengths are right
        ByteBuffer message = ByteBuffer.wrap(StrictJson.read(file, LARGEST)).order(ByteOrder.LITTLE_ENDIAN);
        Builder builder = new Builder(file, embeddingRows);
        while (message.hasRemaining()) {
            Field field = Field.next(message);
            switch (field.number()) {
                case 1 -> builder.piece(field.bytes());
                case 2 -> builder.trainer(field.bytes());
                case 3 -> builder.normalizer(field.bytes());
                case 5 -> builder.denormalizer(field.bytes());
                default -> {} // self-test samples and later additions change nothing
            }
        }
        return builder.build();
    }

    /** A field of a protobuf message: its number, and its value as a number or as bytes. */
    private record Field(int number, long value, ByteBuffer bytes) {
        static Field next(ByteBuffer message) {
            long key = varint(message);
            int number = (int) (key >>> 3);
            ByteBuffer none = ByteBuffer.allocate(0);
            return switch ((int) (key & 7)) {
                case 0 -> new Field(number, varint(message), none);
                case 1 -> new Field(number, message.getLong(), none);
                case 5 -> new Field(number, message.getInt(), none);
                default -> {
                    int length = (int) varint(message);
                    ByteBuffer bytes = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
                    message.position(message.position() + length);
                    yield new Field(number, 0, bytes);
                }
            };
        }

        private static long varint(ByteBuffer message) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = message.get();
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        String text() {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }
    }

    private static final class Builder {
        private final Path file;
        private final int embeddingRows;
        private final List<Piece> pieces = new ArrayList<>();
        /** Texts of pieces that text can become, and of those that it cannot: one of each may have the same. */
        private final Set<String> mergeable = new HashSet<>();

        private final Set<String> reserved = new HashSet<>();
        private boolean byteFallback;
        private String unknownText = UNKNOWN_TEXT;
        private int startId = 1;
        private boolean dummyPrefix = true;
        private boolean collapsesBlanks = true;
        private int kind = 1;

        Builder(Path file, int embeddingRows) {
            this.file = file;
            this.embeddingRows = embeddingRows;
        }

        void piece(ByteBuffer message) {
            String text = "";
            float score = 0;
            long type = 1;
            while (message.hasRemaining()) {
                Field field = Field.next(message);
                switch (field.number()) {
                    case 1 -> text = text(field.bytes());
                    case 2 -> score = Float.intBitsToFloat((int) field.value());
                    case 3 -> type = field.value();
                    default -> {} // extensions
                }
            }
            if (type < 1 || type > Kind.values().length) {
                throw refused("piece " + pieces.size() + " is of unknown type " + type);
            }
            Kind of = Kind.values()[(int) type - 1];
            if (of == Kind.BYTE && !BYTE_PIECE.matcher(text).matches()) {
                throw refused("piece " + pieces.size() + " stands for a byte, but is not written as <0xHH>");
            }
            if (!Float.isFinite(score)) {
                throw refused("the score of piece " + pieces.size() + " is " + score);
            }
            if (text.isEmpty()) {
                throw damaged("piece " + pieces.size() + " is empty");
            }
            boolean merges = of == Kind.NORMAL || of == Kind.USER_DEFINED || of == Kind.UNUSED;
            if (!(merges ? mergeable : reserved).add(text)) {
                throw damaged("piece " + pieces.size() + " '" + text + "' is there twice");
            }
            if (pieces.size() >= embeddingRows) {
                throw new CheckpointException(
                        file,
                        "has more pieces than the model's embedding has rows (" + embeddingRows
                                + "). Use the tokenizer that belongs to this model.");
            }
            pieces.add(new Piece(text, score, of));
        }

        private String text(ByteBuffer utf8) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(utf8.duplicate())
                        .toString();
            } catch (CharacterCodingException e) {
                throw damaged("piece " + pieces.size() + " is not UTF-8");
            }
        }

        void trainer(ByteBuffer message) {
            while (message.hasRemaining()) {
                Field field = Field.next(message);
                switch (field.number()) {
                    case 3 -> kind = (int) field.value();
                    case 24 -> {
                        if (field.value() != 0) {
                            throw refused("blanks stand behind words (treat_whitespace_as_suffix)");
                        }
                    }
                    case 35 -> byteFallback = field.value() != 0;
                    case 41 -> startId = (int) field.value();
                    case 44 -> unknownText = field.text();
                    default -> {} // how it was trained
                }
            }
        }

        void normalizer(ByteBuffer message) {
            String name = "";
            int charactersMap = 0;
            while (message.hasRemaining()) {
                Field field = Field.next(message);
                switch (field.number()) {
                    case 1 -> name = field.text();
                    case 2 -> charactersMap = field.bytes().remaining();
                    case 3 -> dummyPrefix = field.value() != 0;
                    case 4 -> collapsesBlanks = field.value() != 0;
                    case 5 -> {
                        if (field.value() == 0) {
                            throw refused("blanks are not written as \u2581");
                        }
                    }
                    default -> {} // rules in text, used in training only
                }
            }
            if (charactersMap > 0) {
                throw refused("its normalizer '" + name + "' maps characters");
            }
        }

        void denormalizer(ByteBuffer message) {
            while (message.hasRemaining()) {
                Field field = Field.next(message);
                if (field.number() == 2 && field.bytes().hasRemaining()) {
                    throw refused("its denormalizer maps characters");
                }
            }
        }

        SentencePieceModel build() {
            if (kind != BYTE_PAIR) {
                throw refused("it is a " + (kind > 0 && kind < KINDS.size() ? KINDS.get(kind) : "type " + kind)
                        + " model, not byte-pair encoding");
            }
            long bytes = pieces.stream()
                    .filter(piece -> piece.kind() == Kind.BYTE)
                    .map(Piece::text)
                    .distinct()
                    .count();
            if (byteFallback && bytes != 256) {
                throw refused("characters fall back to bytes, but it has pieces for " + bytes + " of the 256 bytes");
            }
            if (startId >= pieces.size()) {
                throw refused("its start token is piece " + startId + " of " + pieces.size());
            }
            long unknown = pieces.stream()
                    .filter(piece -> piece.kind() == Kind.UNKNOWN)
                    .count();
            if (unknown != 1) {
                throw damaged("it has " + unknown + " pieces for unknown text instead of one");
            }
            return new SentencePieceModel(pieces, byteFallback, unknownText, startId, dummyPrefix, collapsesBlanks);
        }

        private CheckpointException damaged(String how) {
            return new CheckpointException(file, "is damaged: " + how + ". Download it again.");
        }

        private CheckpointException refused(String why) {
            return new CheckpointException(
                    file,
                    "cannot be read by this version: " + why + ". Convert it once with the transformers library: "
                            + "AutoTokenizer.from_pretrained(folder, use_fast=True).save_pretrained(folder).");
        }
    }
}
