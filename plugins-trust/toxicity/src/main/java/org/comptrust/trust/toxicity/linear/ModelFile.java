package org.comptrust.trust.toxicity.linear;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.Metric;

/**
 * A trained model on disk, under a hash of all that it follows from. It holds hashes of n-grams, no text. What cannot be read or
 * written is made again: the cache may be damaged, full or read-only.
 */
final class ModelFile {
    private static final int END = 0x10E47; // a file that was cut off lacks it

    private final Path file;
    private final List<RatedText> texts;

    ModelFile(Path folder, String identity, List<RatedText> texts) {
        this.file = folder.resolve("model-" + hash(identity, texts) + ".bin");
        this.texts = texts;
    }

    /** The model of the file, else a new one, which is kept there. */
    TrainedModel read(Settings settings) {
        Optional<TrainedModel> kept = kept(settings);
        if (kept.isPresent()) {
            return kept.get();
        }
        TrainedModel model = TrainedModel.of(texts, settings);
        keep(model);
        return model;
    }

    private Optional<TrainedModel> kept(Settings settings) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            List<Metric> figures = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                figures.add(new Metric(in.readUTF(), in.readDouble(), in.readUTF()));
            }
            long[] grams = new long[size(in)];
            float[] idf = new float[grams.length];
            double[] weights = new double[grams.length + 1];
            for (int i = 0; i < grams.length; i++) {
                grams[i] = in.readLong();
                idf[i] = in.readFloat();
                weights[i] = in.readDouble();
            }
            weights[grams.length] = in.readDouble();
            LinearModel model = new LinearModel(new Encoder(settings, grams, idf), weights);
            return in.readInt() == END ? Optional.of(new TrainedModel(model, texts.size(), figures)) : Optional.empty();
        } catch (IOException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** A number of n-grams that the file can hold. */
    private int size(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > Files.size(file) / Long.BYTES) {
            throw new IOException("damaged");
        }
        return size;
    }

    private void keep(TrainedModel trained) {
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(file.getParent(), "model-", ".part");
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
                out.writeInt(trained.figures().size());
                for (Metric figure : trained.figures()) {
                    out.writeUTF(figure.name());
                    out.writeDouble(figure.value());
                    out.writeUTF(figure.unit());
                }
                Encoder encoder = trained.model().encoder();
                double[] weights = trained.model().weights();
                out.writeInt(encoder.grams().length);
                for (int i = 0; i < encoder.grams().length; i++) {
                    out.writeLong(encoder.grams()[i]);
                    out.writeFloat(encoder.idf()[i]);
                    out.writeDouble(weights[i]);
                }
                out.writeDouble(weights[weights.length - 1]);
                out.writeInt(END);
            } catch (IOException cannot) {
                Files.deleteIfExists(part);
                throw cannot;
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException cannotKeep) {
            // the next run trains again
        }
    }

    private static String hash(String identity, List<RatedText> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(identity.getBytes(StandardCharsets.UTF_8));
            for (RatedText text : texts) {
                digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
