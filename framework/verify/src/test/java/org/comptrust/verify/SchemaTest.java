package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema that the distribution prints, on the experiments that this repository shows. */
class SchemaTest {
    private static final Pattern EXPERIMENT =
            Pattern.compile("```yaml\n(apiVersion: comptrust/v1\n.*?)```", Pattern.DOTALL);

    @TempDir
    Path cache;

    @Test
    void admitsTheExamplesAndWhatTheDocumentsShow() throws IOException {
        JsonSchema schema = schema();
        List<String> experiments = new ArrayList<>();
        try (Stream<Path> files = Files.list(Shipped.root().resolve("framework/docs/examples"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                experiments.add(Files.readString(file));
            }
        }
        for (String document : List.of("README.md", "framework/docs/spec.md")) {
            Matcher shown = EXPERIMENT.matcher(Files.readString(Shipped.root().resolve(document)));
            assertTrue(shown.find(), "no experiment in " + document);
            experiments.add(shown.group(1));
        }

        assertTrue(experiments.size() >= 3);
        for (String experiment : experiments) {
            assertEquals(Set.of(), problems(schema, experiment), experiment);
        }
    }

    @Test
    void refusesAMisspeltOptionOfAShippedPlugin() throws IOException {
        String example = Files.readString(Shipped.root().resolve("framework/docs/examples/stories260k.yaml"));

        assertFalse(
                problems(schema(), example.replace("groupSize", "groupsize")).isEmpty());
        assertFalse(
                problems(schema(), example.replace("bits: [8,", "bits: [7,")).isEmpty());
    }

    private JsonSchema schema() throws IOException {
        Shipped.Result result = Shipped.run(cache, "schema");
        assertEquals(0, result.exitCode(), result.err());
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(new ObjectMapper().readTree(result.out()));
    }

    private static Set<ValidationMessage> problems(JsonSchema schema, String experiment) throws IOException {
        return schema.validate(new YAMLMapper().readTree(experiment));
    }
}
