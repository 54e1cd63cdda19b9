package org.comptrust.verify;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A plugin jar whose method fails while it compresses. */
final class ThrowingPlugin {
    private static final String SOURCE = """
            package com.example.throwing;

            import java.util.*;
            import org.comptrust.api.RunContext;
            import org.comptrust.api.compression.*;
            import org.comptrust.api.model.LinearShape;

            @org.pf4j.Extension
            public final class Throwing implements CompressionMethod<Throwing.Settings> {
                public record Settings() {}
                public String id() { return "throwing"; }
                public Class<Settings> options() { return Settings.class; }
                public CompressionPlan plan(CompressionInputs<Settings> inputs) {
                    return new CompressionPlan() {
                        public List<Stage> stages(List<LinearShape> block) { return List.of(new Stage(block, Set.of())); }
                        public StageResult compress(DecoderBlock block, RunContext run) {
                            throw new IllegalStateException("the dog ate my kernel");
                        }
                        public Estimate estimate(LinearShape linear) { return new Estimate(16, 1, 1); }
                    };
                }
            }
            """;

    private ThrowingPlugin() {}

    static void build(Path jar) throws IOException {
        Path work = Files.createTempDirectory("throwing");
        Path source = Files.writeString(work.resolve("Throwing.java"), SOURCE);
        Path classes = Files.createDirectories(work.resolve("classes"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        if (failed != 0) {
            throw new IllegalStateException("the plugin does not compile");
        }
        Manifest manifest = new Manifest();
        Attributes entries = manifest.getMainAttributes();
        entries.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        entries.putValue("Plugin-Id", "com.example.throwing");
        entries.putValue("Plugin-Version", "1.0.0");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                archive.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, archive);
                archive.closeEntry();
            }
        }
    }
}
