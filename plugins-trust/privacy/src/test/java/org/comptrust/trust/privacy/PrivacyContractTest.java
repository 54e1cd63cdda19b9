package org.comptrust.trust.privacy;

import java.nio.file.Path;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustDimensionContract;
import org.junit.jupiter.api.io.TempDir;

class PrivacyContractTest extends TrustDimensionContract<PrivacyOptions> {
    @TempDir
    private Path folder;

    @Override
    protected TrustDimension<PrivacyOptions> dimension() {
        return new PrivacyDimension();
    }

    @Override
    protected PrivacyOptions options() {
        return new PrivacyOptions(3, true);
    }

    @Override
    protected DataSource data() {
        Bench.complete(folder);
        return new FolderDataSource(folder);
    }

    @Override
    protected int leastCard() {
        return 50;
    }

    /** The phrases of these tests are few; with the benchmark's own the oracle tests count. */
    @Override
    protected double leastAgreement() {
        return 0.6;
    }
}
