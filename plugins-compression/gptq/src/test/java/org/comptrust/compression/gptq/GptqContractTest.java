package org.comptrust.compression.gptq;

import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.testkit.CompressionMethodContract;
import org.comptrust.testkit.OptionsRecords;

class GptqContractTest extends CompressionMethodContract<GptqOptions> {
    @Override
    protected CompressionMethod<GptqOptions> method() {
        return new GptqMethod();
    }

    @Override
    protected GptqOptions options() {
        return OptionsRecords.parse(GptqOptions.class, "groupSize: 32");
    }
}
