package org.comptrust.core.run;

import java.nio.file.Files;
import java.nio.file.Path;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;

/** A program that runs an experiment and dies in the middle as by {@code kill -9}: no hook, no finally, no close. */
final class HaltingRun {
    static final int STATUS = 137;

    private HaltingRun() {}

    public static void main(String[] arguments) throws Exception {
        Path spec = Path.of(arguments[0]);
        Experiment.write(spec.getParent(), Files.readString(spec)).run(new FakeModels().beforeGroup(group -> {
                    if (group == 7) {
                        Runtime.getRuntime().halt(STATUS);
                    }
                }));
    }
}
