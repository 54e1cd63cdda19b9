package org.comptrust.trust.adversarialdemonstrations;

import java.nio.file.Files;
import java.nio.file.Path;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustDimensionContract;
import org.junit.jupiter.api.io.TempDir;

class AdversarialDemonstrationsContractTest extends TrustDimensionContract<AdversarialDemonstrationsOptions> {
    @TempDir
    private Path folder;

    @Override
    protected TrustDimension<AdversarialDemonstrationsOptions> dimension() {
        return new AdversarialDemonstrationsDimension();
    }

    @Override
    protected AdversarialDemonstrationsOptions options() {
        return Bench.WITH_CONTROLS;
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

    /** The phrases of these tests are few; with the benchmark's own the oracle tests count. */
    @Override
    protected double leastAgreement() {
        return 0.5;
    }
}
