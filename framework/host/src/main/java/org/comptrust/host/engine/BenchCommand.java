package org.comptrust.host.engine;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench}: speed here, beside the limits of this machine in the same run. */
@Command(name = "bench", description = "Measures speed.")
public final class BenchCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        throw BenchSession.misuse(spec, "Missing command");
    }
}
