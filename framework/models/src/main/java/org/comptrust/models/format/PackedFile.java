package org.comptrust.models.format;

import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.checkpoint.WeightFormat;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;

/** A safetensors file of packed linears and other tensors; its metadata says how each linear is packed. */
public final class PackedFile {
    private final SafetensorsFile file;
    private final List<LinearShape> linears;

    /** @param linears those that may be in the file */
    public PackedFile(SafetensorsFile file, List<LinearShape> linears) {
        this.file = file;
        this.linears = List.copyOf(linears);
    }

    /** Adds a linear to a file that is to be written while it is open. */
    public static void add(SafetensorsWriter writer, PackedLinear linear, TensorIo io) {
        linear.addTo(writer, io);
        writer.metadata(linear.shape().name(), linear.format().name() + " " + linear.bits() + " " + linear.groupSize());
    }

    /** The packed linears, in {@code into}. */
    public List<PackedLinear> linears(TorchEngine engine, PtNDManager into) {
        TensorIo io = new TensorIo(engine);
        List<PackedLinear> packed = new ArrayList<>();
        for (LinearShape linear : linears) {
            String said = file.metadata().get(linear.name());
            if (said != null) {
                Map<String, PackedTensor> parts = new TreeMap<>();
                for (TensorEntry entry : of(linear)) {
                    String part = entry.name().substring(linear.name().length() + 1);
                    parts.put(part, new PackedTensor(entry.type(), entry.shape(), io.readBytes(entry, into)));
                }
                String[] words = said.split(" ");
                packed.add(new PackedLinear(
                        linear,
                        WeightFormat.valueOf(words[0]),
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        parts,
                        Optional.of(file.file())));
            }
        }
        return packed;
    }

    /** The tensors that are no part of a packed linear. */
    public List<TensorEntry> others() {
        List<TensorEntry> others = new ArrayList<>(file.tensors().values());
        linears.stream()
                .filter(linear -> file.metadata().containsKey(linear.name()))
                .forEach(linear -> others.removeAll(of(linear)));
        return others;
    }

    private List<TensorEntry> of(LinearShape linear) {
        return file.tensors().values().stream()
                .filter(entry -> entry.name().startsWith(linear.name() + ".")
                        && !entry.name().equals(linear.name() + ".bias"))
                .toList();
    }
}
