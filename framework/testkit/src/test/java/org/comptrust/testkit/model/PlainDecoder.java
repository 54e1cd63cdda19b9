package org.comptrust.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.comptrust.testkit.model.FamilyCheckpoint.Tensor;

/**
 * A decoder as the papers of its family describe it: float64, one number after the other, each position from all before it, without
 * cache, batch or kernel. It knows nothing of the engine and of how that reads configurations; a test says what the model is.
 *
 * @param rotated channels of each head that are rotated
 * @param frequency radians per position of the i-th pair of rotated channels
 * @param amplitude by which cosines and sines are multiplied
 * @param window tokens that a block's positions see, themselves included; 0: all
 */
record PlainDecoder(
        FamilyCheckpoint checkpoint,
        int rotated,
        IntToDoubleFunction frequency,
        double amplitude,
        IntUnaryOperator window) {

    /** Logits at each position. */
    double[][] logits(List<Integer> ids) {
        double[][] x = new double[ids.size()][];
        for (int t = 0; t < x.length; t++) {
            x[t] = row("model.embed_tokens.weight", ids.get(t));
        }
        for (int block = 0; block < number("num_hidden_layers"); block++) {
            String at = "model.layers." + block + ".";
            double[][] normed = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                normed[t] = rmsNorm(x[t], at + "input_layernorm");
            }
            double[][] attended = attention(normed, at + "self_attn.", window.applyAsInt(block));
            for (int t = 0; t < x.length; t++) {
                x[t] = sum(x[t], attended[t]);
                x[t] = sum(x[t], mlp(rmsNorm(x[t], at + "post_attention_layernorm"), at + "mlp."));
            }
        }
        boolean tied = checkpoint.config().get("tie_word_embeddings").asBoolean();
        for (int t = 0; t < x.length; t++) {
            x[t] = times(tied ? "model.embed_tokens" : "lm_head", rmsNorm(x[t], "model.norm"));
        }
        return x;
    }

    /** Nats of each token after the first, given those before it. */
    double[] logLikelihoods(List<Integer> ids) {
        double[][] logits = logits(ids);
        double[] nats = new double[ids.size() - 1];
        for (int t = 0; t < nats.length; t++) {
            nats[t] = logLikelihood(logits[t], ids.get(t + 1));
        }
        return nats;
    }

    /** The most likely tokens after a prompt, each read before the next is chosen. */
    List<Integer> greedy(List<Integer> prompt, int tokens) {
        List<Integer> ids = new ArrayList<>(prompt);
        for (int i = 0; i < tokens; i++) {
            double[][] logits = logits(ids);
            double[] last = logits[logits.length - 1];
            int best = 0;
            for (int token = 1; token < last.length; token++) {
                best = last[token] > last[best] ? token : best;
            }
            ids.add(best);
        }
        return ids.subList(prompt.size(), ids.size());
    }

    static double logLikelihood(double[] logits, int token) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        return logits[token] - Math.log(sum);
    }

    /** Scaled dot products of queries with keys, softmax, weighted sum of values; neighbouring query heads share a key/value head. */
    private double[][] attention(double[][] x, String at, int near) {
        int heads = number("num_attention_heads");
        int kvHeads = number("num_key_value_heads");
        int d = number("head_dim");
        double[][] q = new double[x.length][];
        double[][] k = new double[x.length][];
        double[][] v = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            if (has(at + "qkv_proj.weight")) {
                double[] all = times(at + "qkv_proj", x[t]);
                q[t] = part(all, 0, heads * d);
                k[t] = part(all, heads * d, kvHeads * d);
                v[t] = part(all, (heads + kvHeads) * d, kvHeads * d);
            } else {
                q[t] = times(at + "q_proj", x[t]);
                k[t] = times(at + "k_proj", x[t]);
                v[t] = times(at + "v_proj", x[t]);
            }
            for (int head = 0; head < heads; head++) {
                positioned(q[t], head * d, d, at + "q_norm", t);
            }
            for (int head = 0; head < kvHeads; head++) {
                positioned(k[t], head * d, d, at + "k_norm", t);
            }
        }
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] joined = new double[heads * d];
            int first = near == 0 ? 0 : Math.max(0, t - near + 1);
            for (int head = 0; head < heads; head++) {
                int shared = head / (heads / kvHeads);
                double[] weight = new double[t + 1];
                double total = 0;
                for (int s = first; s <= t; s++) {
                    double product = 0;
                    for (int c = 0; c < d; c++) {
                        product += q[t][head * d + c] * k[s][shared * d + c];
                    }
                    weight[s] = Math.exp(product / Math.sqrt(d));
                    total += weight[s];
                }
                for (int s = first; s <= t; s++) {
                    for (int c = 0; c < d; c++) {
                        joined[head * d + c] += weight[s] / total * v[s][shared * d + c];
                    }
                }
            }
            out[t] = times(at + "o_proj", joined);
        }
        return out;
    }

    /** Norms a head where the model does, and turns pairs of its channels; channel c pairs with c + rotated / 2. */
    private void positioned(double[] heads, int start, int d, String norm, int position) {
        if (has(norm + ".weight")) {
            System.arraycopy(rmsNorm(part(heads, start, d), norm), 0, heads, start, d);
        }
        int half = rotated / 2;
        for (int i = 0; i < half; i++) {
            double angle = position * frequency.applyAsDouble(i);
            double cos = amplitude * Math.cos(angle);
            double sin = amplitude * Math.sin(angle);
            double a = heads[start + i];
            double b = heads[start + i + half];
            heads[start + i] = a * cos - b * sin;
            heads[start + i + half] = b * cos + a * sin;
        }
    }

    /** Down of silu(gate) times up. */
    private double[] mlp(double[] x, String at) {
        double[] gate;
        double[] up;
        if (has(at + "gate_up_proj.weight")) {
            double[] both = times(at + "gate_up_proj", x);
            gate = part(both, 0, both.length / 2);
            up = part(both, both.length / 2, both.length / 2);
        } else {
            gate = times(at + "gate_proj", x);
            up = times(at + "up_proj", x);
        }
        for (int i = 0; i < gate.length; i++) {
            gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        return times(at + "down_proj", gate);
    }

    private double[] rmsNorm(double[] x, String name) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double scale = 1
                / Math.sqrt(squares / x.length
                        + checkpoint.config().get("rms_norm_eps").asDouble());
        float[] weight = checkpoint.tensors().get(name + ".weight").values();
        double[] normed = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            normed[i] = x[i] * scale * weight[i];
        }
        return normed;
    }

    private double[] times(String linear, double[] x) {
        Tensor weight = checkpoint.tensors().get(linear + ".weight");
        double[] y = new double[weight.rows()];
        for (int out = 0; out < y.length; out++) {
            y[out] = has(linear + ".bias")
                    ? checkpoint.tensors().get(linear + ".bias").values()[out]
                    : 0;
            for (int in = 0; in < x.length; in++) {
                y[out] += (double) weight.values()[out * weight.columns() + in] * x[in];
            }
        }
        return y;
    }

    private double[] row(String name, int index) {
        Tensor matrix = checkpoint.tensors().get(name);
        double[] row = new double[matrix.columns()];
        for (int i = 0; i < row.length; i++) {
            row[i] = matrix.values()[index * matrix.columns() + i];
        }
        return row;
    }

    private boolean has(String tensor) {
        return checkpoint.tensors().containsKey(tensor);
    }

    private int number(String member) {
        return checkpoint.config().get(member).asInt();
    }

    private static double[] part(double[] all, int start, int count) {
        double[] part = new double[count];
        System.arraycopy(all, start, part, 0, count);
        return part;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
