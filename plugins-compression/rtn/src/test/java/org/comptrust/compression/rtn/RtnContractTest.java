package org.comptrust.compression.rtn;

import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.testkit.CompressionMethodContract;

class RtnContractTest extends CompressionMethodContract<RtnOptions> {
    @Override
    protected CompressionMethod<RtnOptions> method() {
        return new RtnMethod();
    }

    @Override
    protected RtnOptions options() {
        return new RtnOptions(4, 32, false, Grid.GPTQ, false);
    }
}
