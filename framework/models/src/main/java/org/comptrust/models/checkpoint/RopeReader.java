package org.comptrust.models.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rotary positions of {@code config.json}: {@code rope_theta}, {@code rope_scaling}, or {@code rope_parameters}, which is the
 * newer spelling of both; a file that has both must mean the same with both.
 */
final class RopeReader {
    private static final String PART = "partial_rotary_factor";
    /** Members that say how frequencies are stretched. */
    private static final List<String> STRETCHING =
            List.of("factor", "short_factor", "long_factor", "low_freq_factor", "high_freq_factor");

    private static final String ORIGINAL = "original_max_position_embeddings";

    private final JsonMembers members;
    private final Family family;
    private final int headDim;
    private final int maxPositions;
    private int longest;
    private @Nullable String note;

    RopeReader(JsonMembers members, Family family, int headDim, int maxPositions) {
        this.members = members;
        this.family = family;
        this.headDim = headDim;
        this.maxPositions = maxPositions;
        this.longest = maxPositions;
    }

    Rope read() {
        Optional<JsonMembers> newer = members.findObject("rope_parameters");
        int channels = channels(newer);
        return new Rope(theta(newer), channels, scaling(newer, channels / 2));
    }

    /** The longest sequence for which {@link #read()} holds. */
    int longest() {
        return longest;
    }

    /** What longer sequences would need. */
    Optional<String> note() {
        return Optional.ofNullable(note);
    }

    private double theta(Optional<JsonMembers> newer) {
        OptionalDouble plain = members.findPositiveReal("rope_theta");
        OptionalDouble inParameters =
                newer.map(rope -> rope.findPositiveReal("rope_theta")).orElse(OptionalDouble.empty());
        if (plain.isPresent() && inParameters.isPresent() && plain.getAsDouble() != inParameters.getAsDouble()) {
            throw members.wrong("rope_theta", "and rope_parameters.rope_theta differ");
        }
        return inParameters.orElse(plain.orElse(10_000));
    }

    private int channels(Optional<JsonMembers> newer) {
        double part = members.positiveReal(PART, 1);
        if (newer.isPresent()) {
            part = part(newer.get(), part);
        }
        Optional<JsonMembers> older = members.findObject("rope_scaling");
        if (older.isPresent()) {
            part = part(older.get(), part);
        }
        if (part == 1) {
            return headDim;
        }
        int channels = (int) (headDim * part);
        if (!family.partialRotary()) {
            throw members.wrong(PART, "is " + part + "; only 1 is supported for models of type " + family.modelType());
        }
        if (part > 1 || channels < 2 || channels % 2 != 0) {
            throw members.wrong(
                    PART, "(" + part + ") must leave an even number of the head's " + headDim + " channels rotated");
        }
        return channels;
    }

    private static double part(JsonMembers rope, double outer) {
        OptionalDouble inner = rope.findPositiveReal(PART);
        if (inner.isPresent() && outer != 1 && inner.getAsDouble() != outer) {
            throw rope.wrong(PART, "differs from the one outside");
        }
        return inner.orElse(outer);
    }

    private Optional<RopeScaling> scaling(Optional<JsonMembers> newer, int frequencies) {
        Optional<RopeScaling> older = members.findObject("rope_scaling").flatMap(rope -> scaling(rope, frequencies));
        if (newer.isEmpty()) {
            return older;
        }
        Optional<RopeScaling> scaling = scaling(newer.get(), frequencies);
        if (members.find("rope_scaling").isPresent() && !older.equals(scaling)) {
            throw members.wrong("rope_scaling", "and rope_parameters differ");
        }
        return scaling;
    }

    private Optional<RopeScaling> scaling(JsonMembers rope, int frequencies) {
        String type = type(rope);
        return switch (type) {
            case "default" -> {
                STRETCHING.stream()
                        .filter(name -> rope.find(name).isPresent())
                        .findFirst()
                        .ifPresent(name -> {
                            throw rope.wrong(name, "stands there, but no rope_type says what it is for");
                        });
                yield Optional.empty();
            }
            case "linear" -> Optional.of(new RopeScaling.Linear(factor(rope)));
            case "dynamic" -> {
                dynamic(rope);
                yield Optional.empty();
            }
            case "llama3" -> Optional.of(llama3(rope));
            case "longrope" -> Optional.of(longRope(rope, frequencies));
            default ->
                throw members.unsupported("rope scaling '" + type
                        + "' is not supported (supported: default, dynamic, linear, llama3, longrope)."
                        + " Choose a model with one of these.");
        };
    }

    /** Newer files say {@code rope_type}, older ones {@code type}, some both; Phi-3's first files call longrope "su". */
    private static String type(JsonMembers rope) {
        Optional<String> newer = rope.text("rope_type").map(RopeReader::renamed);
        Optional<String> older = rope.text("type").map(RopeReader::renamed);
        if (newer.isPresent() && older.isPresent() && !newer.equals(older)) {
            throw rope.wrong("rope_type", "is '" + newer.get() + "', but type is '" + older.get() + "'");
        }
        return newer.or(() -> older).orElse("default");
    }

    private static String renamed(String type) {
        return type.equals("su") ? "longrope" : type;
    }

    private static double factor(JsonMembers rope) {
        double factor = rope.positiveReal("factor");
        if (factor < 1) {
            throw rope.wrong("factor", "must be at least 1, is " + factor);
        }
        return factor;
    }

    /**
     * Frequencies change only for texts longer than {@code max_position_embeddings}, and then depend on how the text was fed: what was
     * read before keeps the frequencies of its time. Up to there, where nothing changes, the model is computed.
     */
    private void dynamic(JsonMembers rope) {
        factor(rope);
        OptionalInt original = rope.findPositive(ORIGINAL);
        if (original.isPresent() && original.getAsInt() != maxPositions) {
            throw rope.wrong(
                    ORIGINAL,
                    "is " + original.getAsInt() + ", but max_position_embeddings is " + maxPositions
                            + "; other than equal is not supported for rope scaling 'dynamic'");
        }
        note = "rope scaling 'dynamic' stretches texts of more than " + maxPositions
                + " tokens; these are not computed";
    }

    private static RopeScaling llama3(JsonMembers rope) {
        double factor = factor(rope);
        double low = rope.positiveReal("low_freq_factor");
        double high = rope.positiveReal("high_freq_factor");
        if (low >= high) {
            throw rope.wrong("low_freq_factor", "(" + low + ") must be below high_freq_factor (" + high + ")");
        }
        return new RopeScaling.Llama3(factor, low, high, rope.positive(ORIGINAL));
    }

    /**
     * Texts up to the original context have one set of divisors, longer ones another: which one a text had would depend on how it was
     * fed. The model is computed up to the original context.
     */
    private RopeScaling longRope(JsonMembers rope, int frequencies) {
        List<Double> divisors = rope.positiveReals("short_factor");
        if (divisors.size() != frequencies) {
            throw rope.wrong("short_factor", "must have " + frequencies + " numbers, has " + divisors.size());
        }
        OptionalInt outside = members.findPositive(ORIGINAL);
        int original = outside.isPresent() ? outside.getAsInt() : rope.positive(ORIGINAL, maxPositions);
        double stretch = outside.isPresent() || rope.find(ORIGINAL).isPresent()
                ? (double) maxPositions / original
                : rope.positiveReal("factor", 1);
        double amplitude = rope.positiveReal(
                "attention_factor", stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original)));
        if (!Double.isFinite(amplitude)) {
            throw rope.wrong(ORIGINAL, "is " + original + "; nothing can be stretched from there");
        }
        if (original < maxPositions) {
            longest = original;
            note = "rope scaling 'longrope' has other frequencies for texts of more than " + original
                    + " tokens; these are not computed";
        }
        return new RopeScaling.LongRope(divisors, amplitude);
    }
}
