package org.comptrust.core.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.option.Option;
import org.comptrust.core.option.OptionInfo.Kind;
import org.junit.jupiter.api.Test;

class OptionInfoTest {
    private final List<OptionInfo> all = OptionInfo.of(OptionBinderTest.All.class);

    @Test
    void describesEveryOptionInTheRecordsOrder() {
        assertEquals(
                OptionBinder.names(OptionBinderTest.All.class),
                all.stream().map(OptionInfo::name).toList());
        assertEquals(
                List.of(
                        Kind.WHOLE_NUMBER,
                        Kind.WHOLE_NUMBER,
                        Kind.NUMBER,
                        Kind.TRUE_OR_FALSE,
                        Kind.TEXT,
                        Kind.TEXT,
                        Kind.WHOLE_NUMBER,
                        Kind.TEXT,
                        Kind.WHOLE_NUMBER),
                all.stream().map(OptionInfo::kind).toList());
    }

    @Test
    void requiresWhatHasNoDefaultAndIsNotOptional() {
        assertEquals(
                List.of("bits"),
                all.stream().filter(OptionInfo::required).map(OptionInfo::name).toList());
        assertEquals(Optional.of("0.01"), option("dampening").absent());
        assertEquals(Optional.empty(), option("limit").absent());
    }

    @Test
    void saysRangesAsProblemsDo() {
        assertEquals("one of 2, 4", option("bits").range());
        assertEquals("0 to 1", option("dampening").range());
        assertEquals("one of as-stored, by-diagonal", option("order").range());
        assertEquals("", option("many").range());
    }

    @Test
    void knowsListsAndWhatMovesNoResult() {
        assertEquals(true, option("words").list());
        assertEquals(false, option("bits").list());
        assertEquals(false, option("rows").changesResult());
    }

    @Test
    void refusesATypeThatOptionsCannotHave() {
        record Faulty(@Option("a map") Map<String, String> map) {}

        assertThrows(IllegalArgumentException.class, () -> OptionInfo.of(Faulty.class));
    }

    private OptionInfo option(String name) {
        return all.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
    }
}
