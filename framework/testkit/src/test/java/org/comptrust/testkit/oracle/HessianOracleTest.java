package org.comptrust.testkit.oracle;

import java.nio.file.Path;
import org.comptrust.testkit.SlowStatistics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("oracle")
class HessianOracleTest {
    @Test
    void theSlowStatisticsAgreeWithTheReferenceHessians() {
        HessianOracle.run(Path.of(System.getProperty("comptrust.oracles")), new SlowStatistics())
                .requireAll();
    }
}
