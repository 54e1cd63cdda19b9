package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.option.Option;
import org.junit.jupiter.api.Test;

class OptionsRecordsTest {
    enum Order {
        LEFT_TO_RIGHT,
        RANDOM
    }

    record Everything(
            @Option(value = "required") int bits,

            @Option(value = "with a default", absent = "1e-3")
            double dampening,

            @Option(value = "a flag", absent = "false") boolean fast,

            @Option(value = "an enum", absent = "left-to-right")
            Order order,

            @Option(value = "may stay away") Optional<Double> ratio,
            @Option(value = "several", absent = "[a, b]") List<String> names) {}

    @Test
    void takesDefaultsForWhatIsNotGiven() {
        assertEquals(
                new Everything(4, 1e-3, false, Order.LEFT_TO_RIGHT, Optional.empty(), List.of("a", "b")),
                OptionsRecords.of(Everything.class, Map.of("bits", "4")));
    }

    @Test
    void readsWhatIsGiven() {
        assertEquals(
                new Everything(3, 0.5, true, Order.RANDOM, Optional.of(0.25), List.of("c")),
                OptionsRecords.of(
                        Everything.class,
                        Map.of(
                                "bits",
                                "3",
                                "dampening",
                                "0.5",
                                "fast",
                                "true",
                                "order",
                                "random",
                                "ratio",
                                "0.25",
                                "names",
                                "[c]")));
    }

    @Test
    void refusesNamesThatTheRecordDoesNotHave() {
        assertThrows(
                IllegalArgumentException.class,
                () -> OptionsRecords.of(Everything.class, Map.of("bits", "3", "bit", "4")));
    }

    @Test
    void refusesWhatTheHostRefuses() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> OptionsRecords.parse(Everything.class, "bits: four"));

        assertTrue(e.getMessage().contains("must be a whole number, found \"four\""), e.getMessage());
    }

    @Test
    void refusesARecordWithoutARequiredOption() {
        assertThrows(IllegalArgumentException.class, () -> OptionsRecords.of(Everything.class, Map.of()));
    }
}
