package org.comptrust.models.format;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;

/** What the linears of a model are, and which formats can hold all of them. Reads all weights once. */
final class Survey {
    /**
     * A quantized linear.
     *
     * @param groupSize inputs of a group; all of them where there is one group
     * @param groups scales of an output
     * @param ordered whether the groups' inputs lie apart
     */
    record Quantized(LinearShape linear, int bits, int groupSize, long groups, boolean symmetric, boolean ordered) {}

    private final Map<String, Quantized> quantized = new LinkedHashMap<>();
    private final List<String> plain = new ArrayList<>();
    private final Map<ExportFormat, String> misfits = new EnumMap<>(ExportFormat.class);

    private Survey() {}

    static Survey of(Checkpoint source, TorchEngine engine) {
        Survey survey = new Survey();
        LinearFormats formats = new LinearFormats(engine);
        Packing packing = new Packing(engine);
        for (StoredLinear linear : source.linears().values()) {
            try (PtNDManager scratch = engine.newScope()) {
                if (linear.format().isQuantized()) {
                    survey.add(
                            linear.shape(), formats.decode(formats.read(linear, scratch), scratch), formats, packing);
                } else {
                    survey.plain.add(linear.shape().name());
                    survey.half(linear.shape().name() + ".weight", formats.dense(linear, scratch), packing);
                }
            }
        }
        for (TensorEntry other : source.others()) {
            try (PtNDManager scratch = engine.newScope()) {
                survey.half(other.name(), packing.io().read(other, scratch), packing);
            }
        }
        survey.checkWhole();
        return survey;
    }

    private void add(LinearShape linear, GroupQuantizedWeight weight, LinearFormats formats, Packing packing) {
        int size = packing.groupSize(weight);
        long groups = weight.scales().getShape().get(1);
        quantized.put(
                linear.name(),
                new Quantized(linear, weight.bits(), size, groups, weight.symmetric(), !packing.inOrder(weight, size)));
        for (ExportFormat format : ExportFormat.values()) {
            if (!format.widths().contains(weight.bits())) {
                misfit(
                        format,
                        linear.name() + " has codes of " + weight.bits() + " bits, and " + format.id() + " has "
                                + words(format.widths()));
            } else if (format != ExportFormat.DENSE) {
                formats.misfit(format.weights(), linear, weight)
                        .ifPresent(why -> misfit(format, linear.name() + " " + why));
            }
        }
    }

    /** Packed formats keep everything else as float16. */
    private void half(String name, PtNDArray numbers, Packing packing) {
        if (!Double.isFinite(packing.number("largest_in", numbers, TensorIo.code(StoredType.F16)))) {
            for (ExportFormat format : ExportFormat.values()) {
                if (format != ExportFormat.DENSE) {
                    misfit(format, "tensor " + name + " has numbers above 65504, the largest that float16 stores");
                }
            }
        }
    }

    private void checkWhole() {
        for (ExportFormat format : ExportFormat.values()) {
            if (format == ExportFormat.DENSE) {
                continue;
            }
            if (quantized.isEmpty()) {
                misfit(format, "no linear is quantized (" + plain.get(0) + " holds plain numbers)");
            } else if (format.isGptq() && !plain.isEmpty()) {
                misfit(format, plain.get(0) + " is not quantized, and " + format.id() + " has no place for that");
            }
        }
        Quantized first = quantized.values().stream().findFirst().orElse(null);
        for (Quantized one : quantized.values()) {
            if (one.bits() != first.bits()) {
                alike(
                        "has codes of " + one.bits() + " bits, unlike "
                                + first.linear().name(),
                        one);
            }
            if (groupSize().isEmpty()) {
                alike("or another linear has groups of another size", one);
            }
        }
    }

    private void alike(String what, Quantized one) {
        for (ExportFormat format : List.of(ExportFormat.GPTQ, ExportFormat.GPTQ_V2, ExportFormat.AWQ)) {
            misfit(format, one.linear().name() + " " + what + ", and " + format.id() + " has one for all");
        }
    }

    private void misfit(ExportFormat format, String why) {
        misfits.putIfAbsent(format, why);
    }

    /** Inputs of a group in all quantized linears, -1 for whole rows; empty if they differ. */
    Optional<Integer> groupSize() {
        List<Integer> sizes = quantized.values().stream()
                .filter(one -> one.groups() > 1)
                .map(Quantized::groupSize)
                .distinct()
                .toList();
        if (sizes.isEmpty()) {
            return Optional.of(-1);
        }
        int size = sizes.get(0);
        // A linear with fewer inputs than a group has one group.
        boolean rest = quantized.values().stream()
                .allMatch(one -> one.groups() > 1 || one.linear().in() <= size);
        return sizes.size() == 1 && rest ? Optional.of(size) : Optional.empty();
    }

    /** @throws UnsuitableFormatException if the format cannot hold the model; names those that can */
    void require(ExportFormat format) {
        String why = misfits.get(format);
        if (why != null) {
            List<String> able = new ArrayList<>();
            for (ExportFormat other : ExportFormat.values()) {
                if (!misfits.containsKey(other)) {
                    able.add(other.id());
                }
            }
            throw new UnsuitableFormatException(
                    format.id() + ": " + why + ". Formats that can hold this model: " + String.join(", ", able) + ".");
        }
    }

    Map<String, Quantized> quantized() {
        return quantized;
    }

    /** Linears that hold plain numbers. */
    List<String> plain() {
        return plain;
    }

    private static String words(List<Integer> widths) {
        return String.join(", ", widths.stream().map(String::valueOf).toList());
    }
}
