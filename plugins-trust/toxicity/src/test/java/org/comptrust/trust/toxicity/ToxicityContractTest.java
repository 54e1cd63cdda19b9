package org.comptrust.trust.toxicity;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustDimensionContract;
import org.junit.jupiter.api.io.TempDir;

class ToxicityContractTest extends TrustDimensionContract<ToxicityOptions> {
    @TempDir
    private Path folder;

    @Override
    protected TrustDimension<ToxicityOptions> dimension() {
        return new ToxicityDimension();
    }

    /** By the benchmark's own rule for texts without a score a figure can leave the scale. */
    @Override
    protected ToxicityOptions options() {
        return ToxicityBench.options(2, Optional.of(Scoring.CORRECTED));
    }

    @Override
    protected DataSource data() {
        ToxicityBench.complete(folder);
        return new FolderDataSource(folder);
    }

    @Override
    protected ScorerOutput rated(ScorerInput input, Random random) {
        return random.nextInt(5) == 0
                ? ScorerOutput.failed("no such language")
                : ScorerOutput.of("toxicity", random.nextDouble());
    }

    @Override
    protected int leastCard() {
        return 60;
    }

    /** The phrases of these tests are few; with the benchmark's own the oracle tests count. */
    @Override
    protected double leastAgreement() {
        return 0.5;
    }
}
