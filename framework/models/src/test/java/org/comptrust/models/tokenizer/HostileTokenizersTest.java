package org.comptrust.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.ModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokenizers that end the process, hang it or fill its memory if they reach the native library as they are. They are opened and used in
 * another process with a small heap: it lives on, and is done soon.
 */
class HostileTokenizersTest {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final long MOST_KIB = 1_000_000;

    /** Runs of one character, marks, blanks and line ends, over which bad expressions take for ever. */
    private static final String TEXT =
            "a".repeat(3000) + "!" + " ".repeat(3000) + "b\n\n\n  12345678901234567890 abc <s>";

    @TempDir
    Path folder;

    @Test
    void neitherEndNorHangNorFillTheProcess() throws Exception {
        Map<String, Consumer<ObjectNode>> tokenizers = tokenizers();
        for (String name : tokenizers.keySet()) {
            ModelFolder.in(Files.createDirectory(folder.resolve(name))).tokenizer(tokenizers.get(name));
        }
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opened.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> "hangs after " + read(out));
        } finally {
            process.destroyForcibly();
        }

        assertEquals(0, process.exitValue(), () -> read(out));
        List<String> outcomes =
                read(out).lines().filter(line -> line.startsWith("tokenizer ")).toList();
        assertEquals(tokenizers.size(), outcomes.size(), () -> read(out));
        for (String outcome : outcomes) {
            assertTrue(!outcome.contains(" FAILED "), outcome);
        }
    }

    /** The other process: opens each folder, says what became of it, ends with 1 if one took too much. */
    static final class Opened {
        private Opened() {}

        public static void main(String[] arguments) throws IOException {
            List<Path> folders;
            try (var all = Files.list(Path.of(arguments[0]))) {
                folders = all.filter(Files::isDirectory).sorted().toList();
            }
            for (Path one : folders) {
                long started = System.nanoTime();
                String outcome = open(one);
                Duration time = Duration.ofNanos(System.nanoTime() - started);
                System.out.println("tokenizer " + one.getFileName() + ": " + outcome + ", " + time.toMillis() + " ms");
                // Four times as long as it may take: other work may have the processor.
                if (time.compareTo(LONGEST.multipliedBy(4)) > 0 || residentKib() > MOST_KIB) {
                    System.exit(1);
                }
            }
        }

        private static String open(Path folder) {
            try (HfTokenizer tokenizer = HfTokenizer.open(folder, DecoderConfig.read(folder))) {
                List<Integer> ids = tokenizer.encode(TEXT);
                return "opened, " + ids.size() + " ids, "
                        + tokenizer.decode(ids).length() + " characters";
            } catch (CheckpointException e) {
                return "refused, " + e.getMessage();
            } catch (RuntimeException e) {
                return " FAILED " + e;
            }
        }

        /** What the process ever had in memory at once, where the system says it. */
        private static long residentKib() throws IOException {
            Path status = Path.of("/proc/self/status");
            if (!Files.exists(status)) {
                return 0;
            }
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Map<String, Consumer<ObjectNode>> tokenizers() {
        Map<String, Consumer<ObjectNode>> all = new LinkedHashMap<>();
        List<String> expressions = new ArrayList<>(List.of(
                "(a+)+$",
                "(a|aa|a*)*b",
                "a*a*a*a*b",
                "\\s*\\s*\\s*\\s*c",
                "(?:a?){3000}a{3000}",
                "(?<n>|a\\g<n>b)",
                "(((a{1,1000}){1,1000}){1,1000}){1,1000}",
                "(?:(?:(?:ab{1000}c){1000}d){1000})",
                "(".repeat(50_000) + "a" + ")".repeat(50_000),
                "[".repeat(50_000),
                "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "\\s*\\s*x",
                ""));
        expressions.add("a|".repeat(100_000));
        for (int i = 0; i < expressions.size(); i++) {
            String expression = expressions.get(i);
            all.put("splits" + i, json -> split(json).putObject("pattern").put("Regex", expression));
            all.put("replaces" + i, json -> replace(json, "normalizer", 1, "Regex", expression, "x"));
            all.put("decodes" + i, json -> replace(json, "decoder", 1, "Regex", expression, "x"));
        }
        all.put("splits-at-nothing", json -> split(json).putObject("pattern").put("String", ""));
        all.put("splits-often", json -> {
            ArrayNode parts =
                    json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
            for (int i = 0; i < 50_000; i++) {
                parts.addObject().put("type", "Whitespace");
            }
        });
        all.put("grows", json -> replace(json, "normalizer", 12, "String", "a", "aaaaaaaaaa"));
        all.put("grows-decoding", json -> replace(json, "decoder", 12, "String", "a", "aaaaaaaaaa"));
        all.put("grows-from-nothing", json -> replace(json, "normalizer", 12, "String", "", "aaaaaaaaaa"));
        all.put(
                "begins-with-megabytes",
                json -> json.putObject("normalizer").put("type", "Prepend").put("prepend", "a".repeat(5_000_000)));
        all.put("adds-a-long-token", json -> added(json, 8, "x".repeat(1_000_000)));
        all.put("adds-an-empty-token", json -> added(json, 8, ""));
        all.put("adds-many-tokens", json -> {
            for (int i = 0; i < 50_000; i++) {
                added(json, 8 + i, "<t" + i + ">");
            }
        });
        all.put("adds-runs", json -> {
            for (int i = 0; i < 900; i++) {
                added(json, 8 + i, "a".repeat(i + 2));
            }
        });
        all.put("has-a-long-piece", json -> ((ObjectNode) json.at("/model/vocab")).put("a".repeat(1_000_000), 8));
        all.put("pads", json -> {
            ObjectNode padding = json.putObject("padding");
            padding.putObject("strategy").put("Fixed", 1_000_000_000_000L);
            padding.put("direction", "Right").put("pad_to_multiple_of", 0).put("pad_id", 0);
            padding.put("pad_type_id", 0).put("pad_token", "<unk>");
        });
        all.put("truncates", json -> json.putObject("truncation")
                .put("direction", "Right")
                .put("max_length", 1)
                .put("strategy", "LongestFirst")
                .put("stride", 10));
        all.put("starts-a-million-times", json -> {
            ArrayNode single = (ArrayNode) json.at("/post_processor/single");
            for (int i = 0; i < 1_000_000; i++) {
                single.add(single.get(0));
            }
        });
        return all;
    }

    private static ObjectNode split(ObjectNode json) {
        return json.putObject("pre_tokenizer")
                .put("type", "Split")
                .put("behavior", "Isolated")
                .put("invert", false);
    }

    private static void replace(ObjectNode json, String slot, int times, String kind, String pattern, String content) {
        ArrayNode parts = json.putObject(slot).put("type", "Sequence").putArray(slot + "s");
        for (int i = 0; i < times; i++) {
            ObjectNode part = parts.addObject().put("type", "Replace").put("content", content);
            part.putObject("pattern").put(kind, pattern);
        }
    }

    private static void added(ObjectNode json, int id, String content) {
        ObjectNode token = ((ArrayNode) json.path("added_tokens"))
                .addObject()
                .put("id", id)
                .put("content", content)
                .put("special", true);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            token.put(flag, false);
        }
    }
}
