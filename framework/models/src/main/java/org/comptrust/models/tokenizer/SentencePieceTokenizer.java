package org.comptrust.models.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.comptrust.models.tokenizer.SentencePieceModel.Kind;
import org.comptrust.models.tokenizer.SentencePieceModel.Piece;

/**
 * Byte-pair encoding as the SentencePiece library does it (Kudo and Richardson 2018, arXiv:1808.06226): neighbours whose joined text
 * is a piece are merged, highest score first, leftmost among equals. Text that looks like a special token stays text.
 */
final class SentencePieceTokenizer implements Encoding {
    private static final String BLANK = "\u2581";
    private static final int REPLACEMENT = 0xFFFD;

    private final SentencePieceModel model;
    /** Pieces that text can become, with their ids. */
    private final Map<String, Integer> mergeable = new HashMap<>();

    private final int[] byteIds = new int[256];
    private final Map<Integer, Byte> bytes = new HashMap<>();
    private final List<String> userDefined = new ArrayList<>();
    private int unknown;

    SentencePieceTokenizer(SentencePieceModel model) {
        this.model = model;
        Arrays.fill(byteIds, -1);
        for (int id = 0; id < model.pieces().size(); id++) {
            add(id, model.pieces().get(id));
        }
        userDefined.sort(Comparator.comparingInt(String::length).reversed());
    }

    private void add(int id, Piece piece) {
        switch (piece.kind()) {
            case NORMAL, UNUSED -> mergeable.putIfAbsent(piece.text(), id);
            case USER_DEFINED -> {
                mergeable.putIfAbsent(piece.text(), id);
                userDefined.add(piece.text());
            }
            case BYTE -> {
                int value = Integer.parseInt(piece.text().substring(3, 5), 16); // <0xHH>
                byteIds[value] = id;
                bytes.put(id, (byte) value);
            }
            case UNKNOWN -> unknown = id;
            case CONTROL -> {} // no text becomes it
        }
    }

    @Override
    public List<Integer> ids(String text, boolean framed) {
        List<Integer> ids = new ArrayList<>();
        if (framed && model.startId() >= 0) {
            ids.add(model.startId());
        }
        boolean unknownBefore = false;
        for (String piece : merged(normalized(text))) {
            Integer id = mergeable.get(piece);
            if (id != null) {
                ids.add(id);
                unknownBefore = false;
            } else if (model.byteFallback()) {
                for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
                    ids.add(byteIds[b & 0xFF]);
                }
            } else if (!unknownBefore) { // neighbours without pieces are one unknown
                ids.add(unknown);
                unknownBefore = true;
            }
        }
        return ids;
    }

    private String normalized(String text) {
        String plain = text;
        if (model.collapsesBlanks()) {
            plain = plain.replaceAll(" +", " ").replaceAll("^ | $", "");
        }
        if (plain.isEmpty()) {
            return plain;
        }
        return (model.dummyPrefix() ? BLANK : "") + plain.replace(" ", BLANK);
    }

    /** A stretch of the text in the list of stretches that are left. */
    private static final class Symbol {
        private String text;
        private int before;
        private int after;
        private final boolean frozen;

        Symbol(String text, int index, boolean frozen) {
            this.text = text;
            this.before = index - 1;
            this.after = index + 1;
            this.frozen = frozen;
        }
    }

    private record Merge(int left, int right, float score, String text) {}

    private List<String> merged(String text) {
        List<Symbol> symbols = characters(text);
        if (!symbols.isEmpty()) {
            symbols.get(symbols.size() - 1).after = -1;
        }
        PriorityQueue<Merge> agenda = new PriorityQueue<>(
                Comparator.comparingDouble((Merge merge) -> -merge.score()).thenComparingInt(Merge::left));
        Map<String, String[]> unused = new HashMap<>();
        for (int i = 1; i < symbols.size(); i++) {
            offer(agenda, symbols, i - 1, i, unused);
        }
        while (!agenda.isEmpty()) {
            Merge merge = agenda.poll();
            Symbol left = symbols.get(merge.left());
            Symbol right = symbols.get(merge.right());
            if (left.text.isEmpty() || right.text.isEmpty() || !merge.text().equals(left.text + right.text)) {
                continue; // one of them was merged elsewhere meanwhile
            }
            left.text = merge.text();
            right.text = "";
            left.after = right.after;
            if (right.after >= 0) {
                symbols.get(right.after).before = merge.left();
            }
            offer(agenda, symbols, left.before, merge.left(), unused);
            offer(agenda, symbols, merge.left(), left.after, unused);
        }
        List<String> pieces = new ArrayList<>();
        for (int i = symbols.isEmpty() ? -1 : 0; i >= 0; i = symbols.get(i).after) {
            split(symbols.get(i).text, unused, pieces);
        }
        return pieces;
    }

    private void offer(
            PriorityQueue<Merge> agenda, List<Symbol> symbols, int left, int right, Map<String, String[]> unused) {
        if (left < 0 || right < 0 || symbols.get(left).frozen || symbols.get(right).frozen) {
            return;
        }
        String text = symbols.get(left).text + symbols.get(right).text;
        Integer id = mergeable.get(text);
        if (id == null) {
            return;
        }
        Piece piece = model.pieces().get(id);
        agenda.add(new Merge(left, right, piece.score(), text));
        if (piece.kind() == Kind.UNUSED) {
            unused.put(text, new String[] {symbols.get(left).text, symbols.get(right).text});
        }
    }

    /** Pieces that merging goes through but text must not become are taken apart again. */
    private static void split(String text, Map<String, String[]> unused, List<String> pieces) {
        String[] parts = unused.get(text);
        if (parts == null) {
            pieces.add(text);
        } else {
            split(parts[0], unused, pieces);
            split(parts[1], unused, pieces);
        }
    }

    private List<Symbol> characters(String text) {
        List<Symbol> symbols = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            String whole = userDefinedAt(text, at);
            int length = whole.isEmpty() ? Character.charCount(text.codePointAt(at)) : whole.length();
            symbols.add(new Symbol(text.substring(at, at + length), symbols.size(), !whole.isEmpty()));
            at += length;
        }
        return symbols;
    }

    private String userDefinedAt(String text, int at) {
        for (String piece : userDefined) { // longest first
            if (text.startsWith(piece, at)) {
                return piece;
            }
        }
        return "";
    }

    /** Text of ids; control pieces leave no text, and a blank that only the encoder put in front goes. */
    @Override
    public String decode(List<Integer> ids) {
        StringBuilder text = new StringBuilder();
        List<Byte> pending = new ArrayList<>();
        boolean blankTaken = false;
        for (int id : ids) {
            if (bytes.containsKey(id)) {
                pending.add(bytes.get(id));
                continue;
            }
            appendUtf8(pending, text);
            boolean atStart = !blankTaken && text.length() == 0;
            Piece piece = model.pieces().get(id < model.pieces().size() ? id : unknown);
            if (piece.kind() == Kind.UNKNOWN) {
                text.append(model.unknownText());
            } else if (piece.kind() != Kind.CONTROL) {
                String shown = piece.text();
                blankTaken = false;
                if (atStart && (model.dummyPrefix() || model.collapsesBlanks()) && shown.startsWith(BLANK)) {
                    shown = shown.substring(BLANK.length());
                    blankTaken = !model.collapsesBlanks(); // else all blanks at the start go
                }
                text.append(shown.replace(BLANK, " "));
            }
        }
        appendUtf8(pending, text);
        return text.toString();
    }

    /** Each byte that begins no whole character becomes one replacement character. */
    private static void appendUtf8(List<Byte> pending, StringBuilder text) {
        byte[] all = new byte[pending.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = pending.get(i);
        }
        pending.clear();
        for (int at = 0; at < all.length; ) {
            int length = characterLength(all, at);
            if (length == 0) {
                text.appendCodePoint(REPLACEMENT);
                at++;
            } else {
                text.append(new String(all, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
    }

    /** Bytes of the character that begins here; 0 if none does. */
    private static int characterLength(byte[] all, int at) {
        int lead = all[at] & 0xFF;
        int length = lead < 0x80
                ? 1
                : lead >= 0xC2 && lead < 0xE0
                        ? 2
                        : lead >= 0xE0 && lead < 0xF0 ? 3 : lead < 0xF5 && lead >= 0xF0 ? 4 : 0;
        if (length == 0 || at + length > all.length) {
            return 0;
        }
        byte[] one = Arrays.copyOfRange(all, at, at + length);
        String decoded = new String(one, StandardCharsets.UTF_8);
        return Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), one) ? length : 0;
    }

    @Override
    public void close() {
        // Nothing is held outside the heap.
    }
}
