package org.comptrust.core.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.comptrust.api.option.Option;
import org.comptrust.core.spec.Problems;
import org.junit.jupiter.api.Test;

class SweepTest {
    record Settings(
            @Option("bits") int bits,
            @Option("group") int groupSize,
            @Option("layers left out") List<String> skip) {}

    @Test
    void expandsAllCombinationsAndNamesThemByWhatIsSwept() {
        assertEquals(
                List.of(
                        "rtn[bits=2,groupSize=8]",
                        "rtn[bits=2,groupSize=16]",
                        "rtn[bits=4,groupSize=8]",
                        "rtn[bits=4,groupSize=16]"),
                names("{bits: [2, 4], groupSize: [8, 16], skip: [head]}"));
    }

    @Test
    void aSingleValueIsNoSweep() {
        assertEquals(List.of("rtn"), names("{bits: 2}"));
    }

    @Test
    void aSweepOfAListIsAListOfLists() {
        assertEquals(List.of("rtn[skip=(a b)]", "rtn[skip=()]"), names("{skip: [[a, b], []]}"));
    }

    @Test
    void aSweepWithoutValuesOrWithFarTooManyIsAProblem() {
        Problems problems = new Problems("s.yaml");
        Sweep.expand(OptionBinderTest.fields("bits: []"), Settings.class, problems);
        String many = "[" + "1, ".repeat(150) + "1]";
        Sweep.expand(OptionBinderTest.fields("bits: " + many + "\ngroupSize: " + many), Settings.class, problems);

        assertEquals(2, problems.list().size());
    }

    private static List<String> names(String yaml) {
        Problems problems = new Problems("s.yaml");
        List<String> names = Sweep.expand(OptionBinderTest.fields(yaml), Settings.class, problems).stream()
                .map(choice -> choice.name("rtn"))
                .toList();
        assertEquals(List.of(), problems.list());
        return names;
    }
}
