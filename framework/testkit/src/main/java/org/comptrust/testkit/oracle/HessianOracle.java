package org.comptrust.testkit.oracle;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.testkit.InputStatistics;
import org.comptrust.testkit.Matrix;

/** Compares the measuring of layer inputs with the Hessians of an oracle folder: a Hessian is twice the Gram matrix. */
public final class HessianOracle {
    private HessianOracle() {}

    /**
     * @param oracles folder of all oracles
     * @param statistics whose {@link InputStatistics#gram} is judged
     */
    public static OracleReport run(Path oracles, InputStatistics statistics) {
        Map<String, Optional<String>> failures = new TreeMap<>();
        for (OracleCase one : OracleCase.ofLinears(oracles, "hessian")) {
            Matrix hessian = statistics.gram(one.inputs()).map((row, column, value) -> 2 * value);
            failures.put(one.id(), one.closeness("H").refuse(one.outputs().get("H"), hessian.values()));
        }
        return new OracleReport("hessian", failures);
    }
}
