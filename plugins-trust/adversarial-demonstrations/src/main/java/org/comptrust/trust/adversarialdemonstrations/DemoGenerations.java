package org.comptrust.trust.adversarialdemonstrations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.Generations;
import org.comptrust.trust.support.GenerationTexts;

/** The benchmark's files of answers: in the folder of the items' file, called after model and seed. */
final class DemoGenerations {
    private DemoGenerations() {}

    static List<Generations> read(String path, DataFile file) {
        List<Generations> found = new ArrayList<>();
        for (DemoConfig config : DemoConfig.ALL) {
            for (DemoRun run : config.runs()) {
                if (!config.zeroShot() && isOf(run, path)) {
                    found.add(new Generations(
                            config.id(), Map.of(DemoScenario.RUN, run.name()), GenerationTexts.of(file)));
                }
            }
        }
        return found;
    }

    private static boolean isOf(DemoRun run, String path) {
        String items = run.path();
        String folder = items.substring(0, items.lastIndexOf('/')).replaceFirst("^data/adv_demonstration/", "");
        String name = GenerationTexts.name(path);
        int slash = path.lastIndexOf('/');
        String here = slash < 0 ? "" : path.substring(0, slash);
        return (here.equals(folder) || here.endsWith("/" + folder))
                && (name.equals(Integer.toString(run.seed())) || name.endsWith("_" + run.seed()));
    }
}
