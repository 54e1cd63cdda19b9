package org.comptrust.compression.magnitude;

import java.util.Optional;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.testkit.CompressionMethodContract;

class MagnitudeContractTest extends CompressionMethodContract<MagnitudeOptions> {
    @Override
    protected CompressionMethod<MagnitudeOptions> method() {
        return new MagnitudeMethod();
    }

    @Override
    protected MagnitudeOptions options() {
        return new MagnitudeOptions("2:4", Optional.empty());
    }
}
