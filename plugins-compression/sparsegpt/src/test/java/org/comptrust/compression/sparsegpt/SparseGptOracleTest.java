package org.comptrust.compression.sparsegpt;

import java.nio.file.Path;
import org.comptrust.testkit.SlowStatistics;
import org.comptrust.testkit.oracle.CompressionOracle;
import org.comptrust.testkit.oracle.OracleReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("oracle")
class SparseGptOracleTest {
    @Test
    void agreesWithTheReferenceCode() {
        Path oracles = Path.of(System.getProperty("comptrust.oracles"));
        OracleReport report = CompressionOracle.run(oracles, new SparseGptMethod(), new SlowStatistics());
        System.out.println(report.summary());
        report.requireAll();
    }
}
