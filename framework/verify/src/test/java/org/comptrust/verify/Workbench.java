package org.comptrust.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.testkit.model.TinyModel;

/** A folder with a tiny model, a text and a copy of the drop-in folder, as a user would have them. */
record Workbench(Path folder) {
    /** Fills an empty folder. */
    static Workbench in(Path folder) throws IOException {
        TinyModel.small().write(folder.resolve("tiny"));
        Files.writeString(folder.resolve("text.txt"), text(40));
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        try (Stream<Path> jars = Files.list(Shipped.plugins())) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, plugins.resolve(jar.getFileName()));
            }
        }
        Files.copy(Shipped.registry(), folder.resolve("registry.yaml"));
        return new Workbench(folder);
    }

    static String text(int sentences) {
        return IntStream.range(0, sentences)
                .mapToObj(i -> "Sentence number " + i + " says that " + i * i % 17 + " apples are enough.")
                .collect(Collectors.joining("\n", "", "\n"));
    }

    Path plugins() {
        return folder.resolve("plugins");
    }

    Path cache() {
        return folder.resolve("cache");
    }

    Path spec(String yaml) throws IOException {
        return Files.writeString(folder.resolve("experiment.yaml"), yaml);
    }

    /** An experiment on the tiny model whose methods are the given lines. */
    Path specWithMethods(String methods) throws IOException {
        return spec("""
                apiVersion: comptrust/v1
                name: bench
                seed: 1
                models:
                  tiny: { source: tiny }
                calibration:
                  own: { data: model, samples: 4, length: 64, seed: 0 }
                methods:
                %s
                dimensions:
                  fluency: { use: perplexity, data: text.txt, with: { window: 32 } }
                outputs: { store: runs }
                """.formatted(methods.indent(2).stripTrailing()));
    }

    /** Runs a command on this bench's plugins and registry. */
    Shipped.Result run(String... arguments) {
        String[] all = Stream.concat(
                        Stream.of(arguments),
                        Stream.of(
                                "--plugins",
                                plugins().toString(),
                                "--registry",
                                folder.resolve("registry.yaml").toString()))
                .toArray(String[]::new);
        return Shipped.run(cache(), all);
    }

    String results() throws IOException {
        return Files.readString(folder.resolve("runs/bench/results.csv"));
    }
}
