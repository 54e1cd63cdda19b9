package org.comptrust.compression.wanda;

import java.util.Optional;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.testkit.CompressionMethodContract;

class WandaContractTest extends CompressionMethodContract<WandaOptions> {
    @Override
    protected CompressionMethod<WandaOptions> method() {
        return new WandaMethod();
    }

    @Override
    protected WandaOptions options() {
        return new WandaOptions("2:4", Optional.empty(), false);
    }
}
