package org.comptrust.models.pool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.compress.ActivationMemory;
import org.comptrust.models.compress.CalibrationInput;
import org.comptrust.models.compress.CompressionException;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.compress.LayerFacts;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.tokenizer.HfTokenizer;

/** Runs chains of methods over a model's weights and writes what comes out as artifacts. */
final class Compressor {
    /** Rises when the same recipe would give other weights. */
    private static final String RECIPE_VERSION = "2";

    /** Calibration tokens that go through a block in one step. */
    private static final int WALK_TOKENS = 2048;

    private final Supplier<TorchEngine> starting;
    private final CheckpointWeights files;
    private final HfTokenizer tokenizer;
    private final ArtifactStore artifacts;
    private final Path cache;

    /** @param starting gives the same engine each time */
    Compressor(
            Supplier<TorchEngine> starting,
            CheckpointWeights files,
            HfTokenizer tokenizer,
            ArtifactStore artifacts,
            Path cache) {
        this.starting = starting;
        this.files = files;
        this.tokenizer = tokenizer;
        this.artifacts = artifacts;
        this.cache = cache;
    }

    /** Content key of what a chain makes of the checkpoint. */
    String key(List<CompressionStep> chain, long seed) {
        List<String> parts = new ArrayList<>(List.of(
                "comptrust artifact " + RECIPE_VERSION,
                files.checkpoint().weightsHash(),
                tokenizer.identity(),
                starting.get().identity(),
                "seed " + seed));
        for (CompressionStep step : chain) {
            parts.addAll(List.of(step.method(), step.code(), step.options()));
            parts.add(step.calibration().map(Compressor::describe).orElse("no calibration"));
        }
        return Hashes.of(parts);
    }

    private static String describe(Calibration calibration) {
        if (calibration instanceof Calibration.FromModel own) {
            return "sampled from the model: " + own.samples() + " of " + own.length() + " tokens, seed " + own.seed();
        }
        return "tokens " + hash(((Calibration.Tokens) calibration).sequences()); // whatever the file is called
    }

    private static String hash(List<List<Integer>> ids) {
        return Hashes.of(ids.stream().map(List::toString).toList());
    }

    /**
     * Compresses in float32 and writes the artifact.
     *
     * @param dense base weights in float32; they stay as they are
     * @param activations what each step may keep of them
     * @throws CheckpointException if files fail
     * @throws CompressionException if a method fails
     */
    ArtifactFacts make(
            String key,
            List<CompressionStep> chain,
            long seed,
            WeightSet dense,
            Supplier<ActivationMemory> activations,
            CompressionWalk.Watcher watcher) {
        TorchEngine engine = starting.get();
        try (WeightSet overlay = dense.overlay();
                PartialArtifact partial = new PartialArtifact(engine, cache, key, files.checkpoint()::typeOf)) {
            Map<String, LayerFacts> changed = new LinkedHashMap<>();
            Map<String, String> origin = new TreeMap<>();
            origin.put("base weights", files.checkpoint().weightsHash());
            origin.put("engine", engine.identity());
            origin.put("seed", Long.toString(seed));
            for (int i = 0; i < chain.size(); i++) {
                CompressionStep step = chain.get(i);
                String place = "step " + (i + 1) + " ";
                origin.put(place + "method", step.method());
                origin.put(place + "code", step.code());
                origin.put(place + "options", step.options());
                CompressionWalk walk = new CompressionWalk(
                        engine, files.checkpoint().shape(), overlay, files.checkpoint()::typeOf, seed);
                try {
                    CalibrationInput calibration = calibration(step, place, dense, origin);
                    changed.putAll(walk.run(step.plan(), calibration, activations.get(), partial.step(i + 1), watcher));
                } catch (CompressionException e) {
                    throw e.in(step.method());
                }
            }
            CheckpointWeights.Totals totals = files.totals(overlay, changed);
            ArtifactFacts facts = new ArtifactFacts(
                    key,
                    "",
                    totals.bits(),
                    totals.parameters(),
                    totals.zeros(),
                    changed.values().stream().map(LayerFacts::report).toList(),
                    origin,
                    List.copyOf(overlay.ownNames()));
            ArtifactFacts complete = artifacts.save(files.checkpoint(), overlay, engine, facts);
            partial.complete();
            return complete;
        }
    }

    /** @param place of the step, where origins are noted */
    private CalibrationInput calibration(
            CompressionStep step, String place, WeightSet dense, Map<String, String> origin) {
        if (step.calibration().isEmpty()
                || !CompressionWalk.measures(step.plan(), files.checkpoint().shape())) {
            return CalibrationInput.none();
        }
        Decoder decoder = new Decoder(starting.get(), dense);
        Calibration calibration = step.calibration().get();
        List<List<Integer>> ids = CalibrationTokens.of(calibration, tokenizer, () -> decoder);
        origin.put(place + "calibration", describe(calibration));
        origin.put(place + "calibration tokens", hash(ids));
        if (calibration instanceof Calibration.Tokens tokens) {
            tokens.origin().forEach((name, value) -> origin.put(place + "calibration " + name, value));
        }
        return CalibrationInput.of(decoder, ids, WALK_TOKENS);
    }
}
