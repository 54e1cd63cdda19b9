package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Replay;
import org.comptrust.api.compression.Segment;
import org.comptrust.api.model.LinearRole;

/**
 * Replays a block over given inputs, which has no attention and no activation: the output of a segment is that of its linears side by
 * side, each on its own input, so that a trial's error is the sum of what it does to each. In plain loops and float64.
 *
 * @param linears of the block
 * @param needs of the stage
 */
record FakeReplay(List<LinearLayer> linears, Set<Need> needs) implements Replay {
    private static final Set<LinearRole> ATTENTION =
            Set.of(LinearRole.Q, LinearRole.K, LinearRole.V, LinearRole.QKV, LinearRole.O);
    private static final Set<LinearRole> MLP =
            Set.of(LinearRole.GATE, LinearRole.UP, LinearRole.GATE_UP, LinearRole.DOWN);

    @Override
    public double[] errors(Segment segment, List<Map<LinearLayer, NDArray>> trials) {
        if (!needs.contains(Need.REPLAY)) {
            throw new IllegalStateException("the stage did not declare REPLAY; it declared " + needs);
        }
        return trials.stream().mapToDouble(trial -> error(segment, trial)).toArray();
    }

    private double error(Segment segment, Map<LinearLayer, NDArray> trial) {
        for (LinearLayer layer : trial.keySet()) {
            if (!within(segment, layer)) {
                throw new IllegalArgumentException(layer.shape().name() + " is not in " + segment);
            }
        }
        double sum = 0;
        for (LinearLayer layer :
                linears) { // in the block's order: that of a map differs from run to run, and so would the last bit
            NDArray stand = trial.get(layer);
            if (stand != null) {
                Matrix now = Matrix.of(layer.weight());
                Matrix tried = Matrix.of(stand);
                sum += squaredChange(
                        now.map((row, column, weight) -> tried.at(row, column) - weight),
                        ((FakeInput) layer.input()).tokensThemselves());
            }
        }
        double outputs = 0;
        for (LinearLayer layer : linears) {
            outputs += within(segment, layer)
                    ? (double) layer.input().tokens() * layer.shape().out()
                    : 0;
        }
        return sum / outputs;
    }

    /** Sum over tokens and outputs. */
    private static double squaredChange(Matrix change, Matrix tokens) {
        double sum = 0;
        for (int t = 0; t < tokens.rows(); t++) {
            for (int row = 0; row < change.rows(); row++) {
                double output = 0;
                for (int c = 0; c < change.columns(); c++) {
                    output += (double) change.at(row, c) * tokens.at(t, c);
                }
                sum += output * output;
            }
        }
        return sum;
    }

    private static boolean within(Segment segment, LinearLayer layer) {
        LinearRole role = layer.shape().role();
        return switch (segment) {
            case ATTENTION -> ATTENTION.contains(role);
            case MLP -> MLP.contains(role);
            case BLOCK -> true;
        };
    }
}
