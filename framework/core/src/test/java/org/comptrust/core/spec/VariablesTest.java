package org.comptrust.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {
    private final Map<String, String> environment = Map.of("MODELS", "/big/models", "EMPTY", "");
    private final Problems problems = new Problems("e.yaml");

    @Test
    void aVariableHasItsValueOrTheDefaultThatIsWritten() {
        assertEquals("/big/models/a", expanded("${MODELS}/a"));
        assertEquals("/big/models/a", expanded("${MODELS:-other}/a"));
        assertEquals("data/here/b", expanded("${DATA:-data/here}/${NAME:-b}"));
        assertEquals("x", expanded("${EMPTY:-x}"), "an empty one counts as not set");
        assertEquals("cost$5", expanded("cost$5"));
        assertEquals(List.of(), problems.list());
    }

    @Test
    void whatCannotBeReplacedIsAProblem() {
        expanded("${DATA}/a");
        expanded("${DATA-x}/a");
        expanded("${DATA:-x/a");

        assertEquals(
                List.of(
                        "e.yaml:3:7: models.a.source: the variable DATA is not set."
                                + " Set it in the environment, or write ${DATA:-default}.",
                        "e.yaml:3:7: models.a.source: \"DATA-x\" is no name of a variable."
                                + " Write ${NAME} or ${NAME:-default}.",
                        "e.yaml:3:7: models.a.source: a variable is not closed in ${DATA:-x/a."
                                + " Write ${NAME} or ${NAME:-default}."),
                problems.list().stream().map(Problem::toString).toList());
    }

    private String expanded(String text) {
        return new Variables(environment::get).expand(text, new Place(3, 7, "models.a.source"), problems);
    }
}
