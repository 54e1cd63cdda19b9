package org.comptrust.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are not in a folder. */
class SourcesTest {
    private static final String QUIZ = "dimensions: { quiz: { use: quiz } }\n";

    @TempDir
    private Path folder;

    @Test
    void aServedModelIsComparedWithAnotherOne() {
        ExperimentPlan plan = experiment("""
                models:
                  chat: { endpoint: { url: http://localhost:8000/v1, model: chat-13b, keyFrom: KEY, concurrency: 2, timeout: 30, retries: 1 } }
                methods:
                  awq: { use: endpoint, with: { url: http://localhost:8001/v1, model: chat-13b-awq, chat: false, logProbabilities: true } }
                """).plan(new FakeModels());

        PlannedModel model = plan.models().get(0);
        assertEquals(
                new ModelSource.Endpoint(
                        URI.create("http://localhost:8000/v1"),
                        "chat-13b",
                        Optional.of("KEY"),
                        2,
                        Duration.ofSeconds(30),
                        1,
                        OptionalInt.empty(),
                        true,
                        false,
                        Optional.empty()),
                model.spec().source());
        PlannedVariant awq = model.variants().get(1);
        assertEquals("awq", awq.id());
        assertEquals(
                "chat-13b-awq at http://localhost:8001/v1",
                awq.recipe().checkpoint().orElseThrow().source().describe());
        assertTrue(awq.bitsPerWeight().isEmpty(), "nobody knows its weights");
    }

    @Test
    void aServedModelMayBeComparedWithOneInAFolder() {
        ExperimentPlan plan = experiment("""
                models: { chat: { source: model } }
                methods: { awq: { use: endpoint, with: { url: http://localhost:8001/v1, model: chat-awq } } }
                """).plan(new FakeModels());

        assertEquals(2, plan.models().get(0).variants().size());
    }

    @Test
    void weightsThatAreNotHereCannotBeCompressed() {
        assertEquals(
                List.of(
                        "6:12: methods.round: a model whose weights are not here cannot be compressed. Its variants are others"
                                + " of its kind: { use: endpoint, with: { url: address, model: name } }; or give its folder as source."),
                problems("""
                        models:
                          chat:
                            endpoint: { url: http://localhost:8000/v1, model: chat }
                        methods: { round: { use: rounding, with: { bits: 4 } } }
                        """));
    }

    @Test
    void eachMistakeOfAnEndpointIsNamedWhereItStands() {
        assertEquals(
                List.of(
                        "4:8: models.a.endpoint.url: is missing. Give the server's address, such as http://localhost:8000/v1.",
                        "4:8: models.a.endpoint.model: is missing. Give the name by which the server calls the model.",
                        "5:35: models.b.endpoint.url: \"localhost:8000\" is no address of a server. Write the address up to the"
                                + " version, such as http://localhost:8000/v1.",
                        "6:35: models.c.endpoint.url: the address holds more than server and path, which would end up in"
                                + " reports. Put a key into an environment variable and name that under keyFrom.",
                        "7:35: models.d.endpoint.url: \"http://h/v1/chat/completions\" names one method of the server. Write the"
                                + " address up to the version, such as http://localhost:8000/v1.",
                        "8:57: models.e.endpoint.keyFrom: is not the name of an environment variable. Put the key into a"
                                + " variable and write its name here, such as OPENAI_API_KEY.",
                        "9:15: models.f.dtype: what computes the answers is not chosen here. Leave it out.",
                        "10:3: models.g: its answers come from one place, found endpoint and source. Keep one of them."),
                problems("""
                        models:
                          a: { endpoint: { url: , model: } }
                          b: { endpoint: { model: m, url: "localhost:8000" } }
                          c: { endpoint: { model: m, url: "http://user:word@h/v1" } }
                          d: { endpoint: { model: m, url: http://h/v1/chat/completions } }
                          e: { endpoint: { model: m, url: http://h/v1, keyFrom: sk-123-456 } }
                          f: { dtype: float32, endpoint: { model: m, url: http://h/v1 } }
                          g: { source: model, endpoint: { model: m, url: http://h/v1 } }
                        """));
    }

    @Test
    void noMessageRepeatsWhatMayBeAKey() {
        String all = String.join("\n", problems("""
                models:
                  c: { endpoint: { model: m, url: "http://user:hidden-word@h/v1" } }
                  e: { endpoint: { model: m, url: http://h/v1, keyFrom: sk-hidden-word } }
                """));

        assertFalse(all.contains("hidden-word"), all);
    }

    @Test
    void whatIsServedStandsAlone() {
        assertEquals(
                List.of(
                        "5:27: methods.both.chain[0].use: what is served is taken as it is and stands alone. Give it an entry of"
                                + " its own: { use: endpoint, with: { url: address, model: name, of: model } }."),
                problems("""
                        models: { chat: { source: model } }
                        methods:
                          both: { chain: [ { use: endpoint, with: { url: http://h/v1, model: m } } ] }
                        """));
    }

    private Experiment experiment(String rest) {
        return Experiment.write(folder, "apiVersion: comptrust/v1\nname: trial\n" + rest + QUIZ);
    }

    private List<String> problems(String rest) {
        SpecException thrown =
                assertThrows(SpecException.class, () -> experiment(rest).plan(new FakeModels()));
        return thrown.problems().stream()
                .map(Problem::toString)
                .map(text -> text.replace("experiment.yaml:", ""))
                .toList();
    }
}
