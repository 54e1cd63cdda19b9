package org.comptrust.host.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures = new Figures(number -> number < 0.01 ? "%.1e" : "%.2f");

    @Test
    void aNumberWithAFractionIsRoundedAndAnythingElseStaysAsItIs() {
        assertEquals("0.33", figures.text(1.0 / 3));
        assertEquals("1.0e-03", figures.text(0.001));
        assertEquals("3", figures.text(3));
        assertEquals("bfloat16", figures.text("bfloat16"));
    }

    @Test
    void valuesStandInAColumnBehindTheirNames() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("model", "110M\u001b[2J");
        values.put("seconds", 12.345);
        values.put("a longer name", 1);

        assertEquals("model    110M\\u001b[2J\nseconds  12.35\na longer name 1", figures.lines(8, values));
    }

    @Test
    void aCellIsEmptyWhereARowHasNoSuchValue() {
        TextTable table = figures.table(List.of(Map.of("method", "rtn"), Map.of("method", "gptq", "seconds", 0.5)));

        assertEquals("method  seconds\nrtn\ngptq       0.50", table.toString().replaceAll(" +(?=\n)", ""));
    }
}
