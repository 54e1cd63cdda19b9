package org.comptrust.host.engine;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.comptrust.host.text.Figures;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.EngineBench;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchDevice;
import org.comptrust.models.engine.TorchEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench engine}: log-likelihoods and decoding here, beside the limits of this machine in the same run. */
@Command(
        name = "engine",
        description = "Log-likelihood and decoding speed, with the matmul ceiling and memory speed of this machine.")
public final class EngineBenchCommand implements Callable<Integer> {
    @Mixin
    BenchModelOptions model = new BenchModelOptions(BenchShape.M110);

    @Option(names = "--device", paramLabel = "DEVICE", description = "cpu, cuda:0, cuda:1, ...; cpu if not given.")
    String device = "cpu";

    @Option(
            names = "--turns",
            paramLabel = "N",
            description =
                    "Of each measurement and its limits at most so many; 12 if not given, large models take fewer.")
    int turns = 12;

    @Mixin
    BenchSession session = new BenchSession();

    @Override
    public Integer call() {
        Precision precision = model.precision();
        if (turns < 1) {
            throw session.misuse("--turns must be at least 1");
        }
        TorchDevice where = TorchDevice.named(device)
                .orElseThrow(() -> session.misuse("--device: " + device + " is no device; write cpu or cuda:0"));
        Optional<BenchShape> shape = model.shape();
        try (TorchEngine engine = session.startEngine(where)) {
            EngineBench bench = new EngineBench(engine, turns);
            EngineBench.Result result = shape.map(random -> bench.run(random, precision, session::say))
                    .orElseGet(() -> model.read(engine, precision, base -> bench.run(base, session::say)));
            Map<String, Object> all = model.figures();
            all.put("device", where.toString());
            all.put("engine", engine.identity());
            all.put("processors", Runtime.getRuntime().availableProcessors());
            all.putAll(result.figures());
            session.print(all, new Figures("%.4g").lines(46, all));
        }
        return 0;
    }
}
