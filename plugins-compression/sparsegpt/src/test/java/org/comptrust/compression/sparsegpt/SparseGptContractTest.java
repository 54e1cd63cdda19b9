package org.comptrust.compression.sparsegpt;

import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.testkit.CompressionMethodContract;
import org.comptrust.testkit.OptionsRecords;

class SparseGptContractTest extends CompressionMethodContract<SparseGptOptions> {
    @Override
    protected CompressionMethod<SparseGptOptions> method() {
        return new SparseGptMethod();
    }

    @Override
    protected SparseGptOptions options() {
        return OptionsRecords.parse(SparseGptOptions.class, "pattern: \"2:4\"");
    }
}
