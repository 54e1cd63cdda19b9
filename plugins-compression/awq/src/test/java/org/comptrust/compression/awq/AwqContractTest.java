package org.comptrust.compression.awq;

import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.model.ModelShape;
import org.comptrust.testkit.CompressionMethodContract;
import org.comptrust.testkit.TestShapes;

/** With as many key/value heads as heads, so that all four inputs of a block have a place for their scale. */
class AwqContractTest extends CompressionMethodContract<AwqOptions> {
    @Override
    protected CompressionMethod<AwqOptions> method() {
        return new AwqMethod();
    }

    @Override
    protected AwqOptions options() {
        return new AwqOptions(4, 32, true, true, true, false, 20, 20, 0.5, 512);
    }

    @Override
    protected ModelShape model() {
        return TestShapes.llama(2, 64, 4, 4, 96);
    }
}
