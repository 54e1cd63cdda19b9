package org.comptrust.trust.stereotype;

import java.nio.file.Path;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustDimensionContract;
import org.junit.jupiter.api.io.TempDir;

class StereotypeContractTest extends TrustDimensionContract<StereotypeOptions> {
    @TempDir
    private Path folder;

    @Override
    protected TrustDimension<StereotypeOptions> dimension() {
        return new StereotypeDimension();
    }

    @Override
    protected StereotypeOptions options() {
        return Bench.options(Scoring.FORK);
    }

    @Override
    protected DataSource data() {
        return new FolderDataSource(Bench.complete(folder).folder);
    }

    @Override
    protected int leastCard() {
        return 40;
    }

    /** The phrases of these tests are few; with the benchmark's own the oracle tests count. */
    @Override
    protected double leastAgreement() {
        return 0.3;
    }
}
