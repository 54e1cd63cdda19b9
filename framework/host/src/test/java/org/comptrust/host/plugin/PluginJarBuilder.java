package org.comptrust.host.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources with PF4J's annotation processor, as a plugin's build does, and packs them into a jar. */
public final class PluginJarBuilder {
    /** The same sources are compiled once for all tests. */
    private static final Map<Map<String, String>, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final Manifest manifest = new Manifest();

    public PluginJarBuilder(String pluginId) {
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Plugin-Id", pluginId);
        attributes.putValue("Plugin-Version", "1.0.0");
        attributes.putValue("Plugin-Requires", ">=0.1.0");
        attributes.putValue("Plugin-Description", "A method for tests.");
    }

    /** A jar without a word of PF4J's: one compression method, named in {@code META-INF/services}. */
    public static PluginJarBuilder service(String methodId) {
        PluginJarBuilder builder = new PluginJarBuilder("");
        builder.manifest.getMainAttributes().keySet().removeIf(name -> name.toString()
                .startsWith("Plugin-"));
        return builder.source(
                        "acme.Method",
                        methodSource("return \"" + methodId + "\";").replace("@org.pf4j.Extension\n", ""))
                .entry(
                        "META-INF/services/org.comptrust.api.compression.CompressionMethod",
                        bytes("# what this jar offers\n\nacme.Method # a method\n"));
    }

    /** A plugin with one compression method that leaves the model as it is. */
    public static PluginJarBuilder method(String pluginId, String methodId) {
        return new PluginJarBuilder(pluginId).source("acme.Method", methodSource("return \"" + methodId + "\";"));
    }

    /** A plugin with one compression method that has an option of each kind and leaves the model as it is. */
    public static PluginJarBuilder methodWithOptions(String pluginId, String methodId) {
        return new PluginJarBuilder(pluginId)
                .source(
                        "acme.Method",
                        methodSource("return \"" + methodId + "\";")
                                .replace("record NoOptions()", """
                                record NoOptions(
                                        @org.comptrust.api.option.Option(
                                                value = "bits of a weight", oneOf = {"2", "4", "8"}) int bits,
                                        @org.comptrust.api.option.Option(
                                                value = "dampening", absent = "0.01", min = 0, max = 1) double damp,
                                        @org.comptrust.api.option.Option(
                                                value = "linears to skip", absent = "[]") List<String> skip,
                                        @org.comptrust.api.option.Option(
                                                value = "order of columns", absent = "as-stored") Order order,
                                        @org.comptrust.api.option.Option(
                                                value = "a limit", min = 1) java.util.Optional<Integer> limit,
                                        @org.comptrust.api.option.Option(
                                                value = "whether", absent = "true", changesResult = false) boolean fast)
                                """)
                                .replace(
                                        "public String id()",
                                        "public enum Order { AS_STORED, BY_DIAGONAL }\n\n    public String id()"));
    }

    /** A plugin with one dimension of three questions, each of which is worth a point if it is answered at all. */
    public static PluginJarBuilder dimension(String pluginId, String dimensionId) {
        return new PluginJarBuilder(pluginId).source("acme.Dimension", """
                package acme;

                import java.util.*;
                import java.util.stream.*;
                import org.comptrust.api.model.*;
                import org.comptrust.api.trust.*;

                @org.pf4j.Extension
                public class Dimension implements TrustDimension<Dimension.NoOptions> {
                    public record NoOptions() {}

                    public String id() { return "%s"; }

                    public int version() { return 1; }

                    public Class<NoOptions> options() { return NoOptions.class; }

                    public TrustPlan plan(DimensionInputs<NoOptions> inputs) { return new Plan(); }

                    static class Plan implements TrustPlan {
                        public DimensionNeeds needs() { return new DimensionNeeds(Set.of(Capability.GENERATE)); }

                        public List<Scenario> scenarios() { return List.of(new Questions()); }

                        public DimensionScore score(Grades grades) {
                            Metric metric = new Metric("answered", 100 * grades.mean("value").orElse(0), "points");
                            return new DimensionScore(
                                    Optional.of(metric), Optional.of(metric), List.of(metric), List.of());
                        }

                        public List<CardCase> card() { return List.of(); }
                    }

                    static class Questions implements SingleTurn {
                        public String id() { return "questions"; }

                        public Optional<String> unavailable() { return Optional.empty(); }

                        public Stream<Item> items(ItemContext context) {
                            return Stream.of("a", "b", "c").map(id -> new Item(
                                    id,
                                    new Request(
                                            new Prompt.Text(List.of(Message.of(Role.USER, id)), Overflow.OLDEST_FIRST),
                                            Ask.Generate.greedy(2)),
                                    Map.of(), Map.of(), ""));
                        }

                        public Grade grade(Item item, Response response) { return Grade.read(1, "answered"); }
                    }
                }
                """.formatted(dimensionId));
    }

    /** Source of a compression method {@code acme.Method} whose {@code id()} has the given body. */
    public static String methodSource(String idBody) {
        return """
                package acme;

                import java.util.List;
                import org.comptrust.api.RunContext;
                import org.comptrust.api.compression.*;
                import org.comptrust.api.model.LinearShape;

                @org.pf4j.Extension
                public class Method implements CompressionMethod<Method.NoOptions> {
                    public record NoOptions() {}

                    public String id() { %s }

                    public Class<NoOptions> options() { return NoOptions.class; }

                    public CompressionPlan plan(CompressionInputs<NoOptions> inputs) {
                        return new CompressionPlan() {
                            public List<Stage> stages(List<LinearShape> block) { return List.of(); }
                            public StageResult compress(DecoderBlock block, RunContext run) { return new StageResult(); }
                            public Estimate estimate(LinearShape linear) { throw new UnsupportedOperationException(); }
                        };
                    }
                }
                """.formatted(idBody);
    }

    public PluginJarBuilder source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    public PluginJarBuilder manifest(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    public PluginJarBuilder entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** Writes the jar and returns its path. */
    public Path in(Path folder, String jarName) {
        try {
            Path jar = folder.resolve(jarName);
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (Map.Entry<String, byte[]> compiled : COMPILED.computeIfAbsent(
                                Map.copyOf(sources), PluginJarBuilder::compile)
                        .entrySet()) {
                    out.putNextEntry(new ZipEntry(compiled.getKey()));
                    out.write(compiled.getValue());
                }
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    out.putNextEntry(new ZipEntry(entry.getKey()));
                    out.write(entry.getValue());
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Class files and the index of extensions, by entry name. */
    private static Map<String, byte[]> compile(Map<String, String> sources) {
        if (sources.isEmpty()) {
            return Map.of();
        }
        try {
            Path classes = Files.createTempDirectory("classes");
            StringWriter messages = new StringWriter();
            List<JavaFileObject> units = new ArrayList<>();
            sources.forEach((name, text) -> units.add(new Source(name, text)));
            List<String> options = List.of(
                    "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "--release", "17");
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            if (!compiler.getTask(messages, null, null, options, null, units).call()) {
                throw new IllegalStateException("test source does not compile: " + messages);
            }
            return takeAll(classes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the files of a folder and deletes it. */
    private static Map<String, byte[]> takeAll(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(path)) {
                    files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
                }
                Files.delete(path);
            }
        }
        return files;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Bytes for an entry. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
