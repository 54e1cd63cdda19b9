package org.comptrust.trust.benign;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.pf4j.Extension;

/** Perplexity of a text: exp of the mean negative log-likelihood per token, over consecutive windows without overlap. */
@Extension
public final class PerplexityDimension implements TrustDimension<PerplexityOptions> {
    @Override
    public String id() {
        return "perplexity";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<PerplexityOptions> options() {
        return PerplexityOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<PerplexityOptions> inputs) {
        int window = inputs.value().window();
        if (window == 1) {
            inputs.problem(
                    "window",
                    "a window of 1 token scores nothing, since its first token has nothing before it",
                    "Use at least 2, or 0 for the model's context.");
        }
        try {
            List<Scenario> scenarios = text(inputs).<Scenario>map(text -> new PerplexityScenario(text, window)).stream()
                    .toList();
            return new PerplexityPlan(scenarios);
        } catch (DataException e) {
            inputs.problem("file", e.getMessage(), "Name a text file below the data folder.");
            return new PerplexityPlan(List.of());
        }
    }

    private static Optional<NamedText> text(DimensionInputs<PerplexityOptions> inputs) {
        DataSource data = inputs.data();
        List<String> files = data.list("");
        Optional<String> asked =
                inputs.value().file().filter(name -> !name.isEmpty()).or(() -> onlyOne(files));
        if (asked.isEmpty()) {
            inputs.problem(
                    "file",
                    "data names the folder " + data.describe() + ", which holds "
                            + (files.isEmpty() ? "no file" : files.size() + " files"),
                    "Say which text to read, for example with: { file: " + (files.isEmpty() ? "text.txt" : files.get(0))
                            + " }.");
            return Optional.empty();
        }
        String name = asked.get();
        Optional<DataFile> file = data.file(name);
        if (file.isEmpty()) {
            inputs.problem(
                    "file",
                    "there is no " + name + " in " + data.describe(),
                    files.isEmpty() ? "Check the path." : "Files there: " + String.join(", ", files) + ".");
        }
        return file.map(found -> new NamedText(data.describe() + " (" + name + ")", found));
    }

    private static Optional<String> onlyOne(List<String> files) {
        return files.size() == 1 ? Optional.of(files.get(0)) : Optional.empty();
    }
}
