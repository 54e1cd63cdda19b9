package org.comptrust.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.models.tokenizer.SentencePieceModel.Kind;
import org.comptrust.models.tokenizer.SentencePieceModel.Piece;
import org.junit.jupiter.api.Test;

/** Byte-pair encoding on small models of our own; the library's own answers are compared by the oracle tests. */
class SentencePieceTokenizerTest {
    private final List<Piece> pieces = new ArrayList<>(List.of(
            new Piece("<unk>", 0, Kind.UNKNOWN),
            new Piece("<s>", 0, Kind.CONTROL),
            new Piece("\u2581", -9, Kind.NORMAL),
            new Piece("a", -9, Kind.NORMAL),
            new Piece("b", -9, Kind.NORMAL),
            new Piece("ab", -1, Kind.NORMAL),
            new Piece("ba", -2, Kind.NORMAL),
            new Piece("\u2581a", -3, Kind.NORMAL)));

    @Test
    void theHighestScoreMergesFirst() {
        assertEquals(List.of("\u2581", "ab", "a"), texts(keeping().ids("aba", false)));
    }

    @Test
    void amongEqualsTheLeftmostMergesFirst() {
        pieces.set(6, new Piece("ba", -1, Kind.NORMAL));

        assertEquals(List.of("\u2581", "ab", "ab"), texts(keeping().ids("abab", false)));
        assertEquals(List.of("\u2581", "ba", "ba"), texts(keeping().ids("baba", false)));
    }

    @Test
    void theStartTokenIsPartOfAFramedTextOnly() {
        assertEquals(List.of("<s>", "\u2581a"), texts(keeping().ids("a", true)));
        assertEquals(List.of("\u2581a"), texts(keeping().ids("a", false)));
    }

    @Test
    void blanksAreKeptOrCollapsedAsTheModelSays() {
        assertEquals(
                List.of("\u2581", "\u2581a", "\u2581", "\u2581", "b", "\u2581"),
                texts(keeping().ids(" a  b ", false)));
        assertEquals(
                List.of("\u2581a", "\u2581", "b"), texts(new SentencePieceTokenizer(model(true)).ids(" a  b ", false)));
    }

    @Test
    void neighboursWithoutPiecesAreOneUnknown() {
        assertEquals(List.of("\u2581a", "<unk>", "a"), texts(keeping().ids("axya", false)));
    }

    @Test
    void textThatLooksLikeASpecialTokenIsText() {
        assertEquals(List.of("\u2581", "<unk>"), texts(keeping().ids("<s>", false)));
    }

    @Test
    void userDefinedPiecesStayWhole() {
        pieces.add(new Piece("bab", 0, Kind.USER_DEFINED));

        assertEquals(List.of("\u2581a", "bab", "ab"), texts(keeping().ids("ababab", false)));
    }

    @Test
    void unusedPiecesAreSteppingStonesOnly() {
        pieces.set(5, new Piece("ab", -1, Kind.UNUSED));
        pieces.add(new Piece("abb", -0.5f, Kind.NORMAL));

        assertEquals(List.of("\u2581", "abb", "ba"), texts(keeping().ids("abbba", false)));
        assertEquals(List.of("\u2581", "a", "b"), texts(keeping().ids("ab", false)));
    }

    @Test
    void onlyTheBlankThatTheEncoderAddedIsTakenAway() {
        SentencePieceTokenizer tokenizer = keeping();

        assertEquals(" a b", tokenizer.decode(tokenizer.ids(" a b", true)));
        assertEquals("a b", tokenizer.decode(tokenizer.ids("a b", true)));
    }

    private SentencePieceTokenizer keeping() {
        return new SentencePieceTokenizer(model(false));
    }

    private SentencePieceModel model(boolean collapsesBlanks) {
        return new SentencePieceModel(pieces, false, "?", 1, true, collapsesBlanks);
    }

    private List<String> texts(List<Integer> ids) {
        return ids.stream().map(id -> pieces.get(id).text()).toList();
    }
}
