package org.comptrust.trust.machineethics;

import java.nio.file.Path;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustDimensionContract;
import org.junit.jupiter.api.io.TempDir;

class MachineEthicsContractTest extends TrustDimensionContract<MachineEthicsOptions> {
    @TempDir
    private Path folder;

    @Override
    protected TrustDimension<MachineEthicsOptions> dimension() {
        return new MachineEthicsDimension();
    }

    @Override
    protected MachineEthicsOptions options() {
        return new MachineEthicsOptions(Scoring.FORK);
    }

    @Override
    protected DataSource data() {
        return new FolderDataSource(Bench.complete(folder, 6).folder);
    }

    /** The card also holds what the published reader gets wrong: that is what a card is for. It is right on 52 of 72 cases. */
    @Override
    protected double leastAgreement() {
        return 52.0 / 72;
    }
}
