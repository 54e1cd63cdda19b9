package org.comptrust.trust.benign;

import java.nio.file.Path;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustDimensionContract;
import org.junit.jupiter.api.io.TempDir;

class MmluContractTest extends TrustDimensionContract<MmluOptions> {
    @TempDir
    private Path folder;

    @Override
    protected TrustDimension<MmluOptions> dimension() {
        return new MmluDimension();
    }

    @Override
    protected MmluOptions options() {
        return MmluBench.OPTIONS;
    }

    @Override
    protected DataSource data() {
        MmluBench.complete(folder);
        return new FolderDataSource(folder);
    }

    @Override
    protected int leastCard() {
        return 30;
    }

    /** The card also holds what the study's reader gets wrong: that is what a card is for. It is right on 17 of 30 cases. */
    @Override
    protected double leastAgreement() {
        return 17.0 / 30;
    }
}
