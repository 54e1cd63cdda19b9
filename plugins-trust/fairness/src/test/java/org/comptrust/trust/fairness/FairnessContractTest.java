package org.comptrust.trust.fairness;

import java.nio.file.Path;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustDimensionContract;
import org.junit.jupiter.api.io.TempDir;

class FairnessContractTest extends TrustDimensionContract<FairnessOptions> {
    @TempDir
    private Path folder;

    @Override
    protected TrustDimension<FairnessOptions> dimension() {
        return new FairnessDimension();
    }

    @Override
    protected FairnessOptions options() {
        return Bench.FORK;
    }

    @Override
    protected DataSource data() {
        Bench.complete(folder);
        return new FolderDataSource(folder);
    }

    @Override
    protected int leastCard() {
        return 40;
    }

    /** The words of these tests are few; with the benchmark's own the oracle tests count. */
    @Override
    protected double leastAgreement() {
        return 0.5;
    }
}
