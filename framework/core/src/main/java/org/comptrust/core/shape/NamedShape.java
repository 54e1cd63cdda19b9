package org.comptrust.core.shape;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;

/**
 * The shape of a model that is known by name, as its authors' {@code config.json} has it.
 *
 * @param name such as {@code llama-2-13b}; of a fine-tuned model the one of the model that it comes from, unless its context differs
 * @param shape with its linears by the names of Hugging Face checkpoints
 */
public record NamedShape(String name, ModelShape shape) {
    private static final List<NamedShape> ALL = read();

    /** Names of all shapes, in the order of the table. */
    public static List<String> names() {
        return ALL.stream().map(NamedShape::name).toList();
    }

    /** The shape of a name, letter case and {@code _} for {@code -} apart. */
    public static Optional<NamedShape> of(String name) {
        String plain = plain(name);
        return ALL.stream().filter(one -> one.name.equals(plain)).findFirst();
    }

    /** The shape whose name a folder's name holds, such as {@code llama-2-13b} in {@code Llama-2-13b-chat-hf}; of several the longest. */
    public static Optional<NamedShape> guess(String folder) {
        String plain = plain(folder);
        return ALL.stream()
                .filter(one -> holds(plain, one.name))
                .max(Comparator.comparingInt(one -> one.name.length()));
    }

    /** Not within a longer number or word: {@code llama-7b} is no part of {@code llama-7b5}. */
    private static boolean holds(String text, String name) {
        int at = text.indexOf(name);
        if (at < 0) {
            return false;
        }
        int end = at + name.length();
        boolean begins = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
        boolean ends = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
        return begins && ends;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }

    private static List<NamedShape> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(NamedShape.class.getResourceAsStream("shapes.csv")), StandardCharsets.UTF_8))) {
            List<NamedShape> all = new ArrayList<>();
            lines.lines().skip(1).forEach(line -> all.add(shape(line.split(","))));
            return List.copyOf(all);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static NamedShape shape(String[] cells) {
        int hidden = Integer.parseInt(cells[2]);
        int intermediate = Integer.parseInt(cells[3]);
        int heads = Integer.parseInt(cells[5]);
        int kvHeads = Integer.parseInt(cells[6]);
        int headDim = Integer.parseInt(cells[7]);
        boolean qkvBias = Boolean.parseBoolean(cells[11]);
        List<List<LinearShape>> blocks = new ArrayList<>();
        for (int block = 0; block < Integer.parseInt(cells[4]); block++) {
            blocks.add(linears(block, hidden, intermediate, heads * headDim, kvHeads * headDim, qkvBias));
        }
        return new NamedShape(
                cells[0],
                new ModelShape(
                        cells[1],
                        Integer.parseInt(cells[8]),
                        hidden,
                        heads,
                        kvHeads,
                        headDim,
                        Integer.parseInt(cells[9]),
                        Boolean.parseBoolean(cells[10]),
                        blocks));
    }

    private static List<LinearShape> linears(int block, int hidden, int inner, int q, int kv, boolean qkvBias) {
        String attention = "model.layers." + block + ".self_attn.";
        String mlp = "model.layers." + block + ".mlp.";
        return List.of(
                new LinearShape(attention + "q_proj", block, LinearRole.Q, q, hidden, qkvBias),
                new LinearShape(attention + "k_proj", block, LinearRole.K, kv, hidden, qkvBias),
                new LinearShape(attention + "v_proj", block, LinearRole.V, kv, hidden, qkvBias),
                new LinearShape(attention + "o_proj", block, LinearRole.O, hidden, q, false),
                new LinearShape(mlp + "gate_proj", block, LinearRole.GATE, inner, hidden, false),
                new LinearShape(mlp + "up_proj", block, LinearRole.UP, inner, hidden, false),
                new LinearShape(mlp + "down_proj", block, LinearRole.DOWN, hidden, inner, false));
    }
}
