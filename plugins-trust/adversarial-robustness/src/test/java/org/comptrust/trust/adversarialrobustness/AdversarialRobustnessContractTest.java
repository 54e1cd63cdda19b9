package org.comptrust.trust.adversarialrobustness;

import java.nio.file.Files;
import java.nio.file.Path;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustDimensionContract;
import org.junit.jupiter.api.io.TempDir;

class AdversarialRobustnessContractTest extends TrustDimensionContract<AdversarialRobustnessOptions> {
    @TempDir
    private Path folder;

    @Override
    protected TrustDimension<AdversarialRobustnessOptions> dimension() {
        return new AdversarialRobustnessDimension();
    }

    @Override
    protected AdversarialRobustnessOptions options() {
        return Bench.DEFAULTS;
    }

    @Override
    protected DataSource data() {
        if (!Files.exists(folder.resolve("prompt-texts.json"))) { // asked for again and again
            Bench.complete(folder);
        }
        return new FolderDataSource(folder);
    }

    @Override
    protected int leastCard() {
        return 40;
    }

    /** The benchmark's reader misreads what a person understands. */
    @Override
    protected double leastAgreement() {
        return 0.7;
    }
}
