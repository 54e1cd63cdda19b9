package org.comptrust.core.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.DeviceChoice;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.ModelSpec;

/**
 * A spec with its words understood, paths resolved and sweeps of calibration expanded; options are still text, for only plugins
 * know them.
 *
 * @param name of the experiment
 * @param seed of the experiment
 * @param scorers by the role that they play
 * @param matrix which cells run
 * @param decide what they are compared with, and how
 * @param stopOnError whether the first failed cell ends the run
 * @param store folder that holds the experiment's own folder
 * @param devices where models run
 * @param devicesAt where that is written, or would be
 */
public record ExperimentSpec(
        String name,
        long seed,
        List<ModelEntry> models,
        List<MethodEntry> methods,
        Map<String, CalibrationEntry> calibration,
        List<DimensionEntry> dimensions,
        Map<String, ScorerEntry> scorers,
        MatrixSpec matrix,
        DecideSpec decide,
        boolean stopOnError,
        Path store,
        Set<Publication> publish,
        DeviceChoice devices,
        Place devicesAt) {
    /** A name that stands somewhere. */
    public record Named(String id, Place place) {
        /** Where a key of the same entry would be said that is not written: here, under its own path. */
        public Place below(Place entry, String key) {
            return place.at(entry.below(key));
        }
    }

    /**
     * A model.
     *
     * @param place of its folder's name, its endpoint or its answers
     * @param shape the known shape that it has, for plans where the folder is not there
     */
    public record ModelEntry(ModelSpec spec, Place place, Optional<Named> shape) {
        /** The same model, computed in another dtype. */
        public ModelEntry in(String dtype) {
            return new ModelEntry(spec.in(dtype), place, shape);
        }
    }

    /**
     * Calibration data.
     *
     * @param data place of the data, for files that do not hold what is asked for
     * @param length place of the length, for lengths that a model cannot take
     * @param choices one, or those of a sweep
     */
    public record CalibrationEntry(Place data, Place length, List<CalibrationChoice> choices) {}

    /**
     * One combination of calibration values.
     *
     * @param label the swept ones, such as {@code calibration.seed=1}
     */
    public record CalibrationChoice(CalibrationSpec spec, List<String> label) {}

    /**
     * Ways from a model to variants of it.
     *
     * @param key the author's name for them
     * @param place of the key
     * @param chain methods, one after the other; empty for a checkpoint
     * @param checkpoint what is taken instead of compressing
     */
    public record MethodEntry(String key, Place place, List<StepEntry> chain, Optional<CheckpointEntry> checkpoint) {}

    /**
     * Methods with common options.
     *
     * @param place of the key or of the step in its chain
     * @param use ids
     * @param list whether the ids were written as a list, so that variants need them in their names
     * @param calibration key of the calibration data
     * @param with the options
     * @param layers what single linears get instead, in order
     */
    public record StepEntry(
            Place place,
            List<Named> use,
            boolean list,
            Optional<Named> calibration,
            Map<String, SpecNode.Field> with,
            List<LayerEntry> layers) {}

    /**
     * What some linears of a step get instead of the step's own. Of several entries for a linear, the last one that says something of
     * an option, or of skipping, counts.
     *
     * @param place of the entry
     * @param match names of linears, in which {@code *} stands for any text
     * @param skip whether they are left as they are; empty: what the entries before say
     * @param with options, without sweeps
     */
    public record LayerEntry(
            Place place, List<Named> match, Optional<Boolean> skip, Map<String, SpecNode.Field> with) {}

    /**
     * A model that was compressed elsewhere.
     *
     * @param source its folder, the server that offers it, or its recorded answers
     * @param place where that is named
     * @param of key of the model that it was made from
     */
    public record CheckpointEntry(ModelSource source, Place place, String of) {}

    /**
     * Dimensions with common options.
     *
     * @param all whether all dimensions of the catalogue are meant; {@code use} is empty then
     * @param data the user's copy of the benchmark
     * @param prompts how messages become prompts: {@code corrected}, {@code paper} or both
     * @param promptsList whether they were written as a list, so that dimensions need them in their names
     * @param scenarios names of scenarios, in which {@code *} stands for any text; empty: all
     * @param limit the most items
     * @param partial whether a score without unavailable scenarios is wanted
     */
    public record DimensionEntry(
            String key,
            Place place,
            List<Named> use,
            boolean all,
            Optional<Path> data,
            List<Named> prompts,
            boolean promptsList,
            List<Named> scenarios,
            ItemLimit limit,
            boolean partial,
            Map<String, SpecNode.Field> with) {}

    /**
     * The most items that are asked.
     *
     * @param place where it is said, or would be
     * @param total of a dimension
     * @param perScenario of each of its scenarios
     */
    public record ItemLimit(Place place, OptionalInt total, OptionalInt perScenario) {}

    /**
     * Who rates texts in a role that dimensions name.
     *
     * @param place of the role
     * @param use the scorer's id; empty: the one that the dimension proposes
     * @param data what the scorer reads; empty: the data of the dimension that consults it
     */
    public record ScorerEntry(
            String role, Place place, Optional<Named> use, Optional<Path> data, Map<String, SpecNode.Field> with) {}
}
