package org.comptrust.core.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.option.Option;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecReader;
import org.junit.jupiter.api.Test;

class OptionBinderTest {
    enum Order {
        AS_STORED,
        BY_DIAGONAL
    }

    record All(
            @Option(
                    value = "bits per weight",
                    oneOf = {"2", "4"})
            int bits,

            @Option(value = "a large number", absent = "5000000000")
            long many,

            @Option(value = "dampening", absent = "0.01", min = 0, max = 1)
            double dampening,

            @Option(value = "whether", absent = "true") boolean flag,
            @Option(value = "N:M", absent = "2:4") String pattern,

            @Option(value = "order of columns", absent = "as-stored")
            Order order,

            @Option(value = "a limit") Optional<Integer> limit,
            @Option(value = "words", absent = "[a, b]") List<String> words,

            @Option(value = "rows at a time", absent = "8", changesResult = false)
            int rows) {}

    @Test
    void bindsEveryKindOfOption() {
        All all = bind(
                "{bits: 4, many: 7, dampening: 1e-3, flag: false, pattern: 4:8, order: by-diagonal, limit: 3, words: [c]}");

        assertEquals(new All(4, 7, 0.001, false, "4:8", Order.BY_DIAGONAL, Optional.of(3), List.of("c"), 8), all);
    }

    @Test
    void defaultsStandForMissingKeys() {
        assertEquals(
                new All(2, 5_000_000_000L, 0.01, true, "2:4", Order.AS_STORED, Optional.empty(), List.of("a", "b"), 8),
                bind("{bits: 2}"));
    }

    @Test
    void reportsAllProblemsWhereTheyStand() {
        assertEquals(
                List.of(
                        "s.yaml:1:1: bits: is missing. Give it a value: a whole number (bits per weight).",
                        "s.yaml:1:8: with.many: must be a whole number, found \"1.5\". It is: a large number.",
                        "s.yaml:2:12: with.dampening: 2.0 is out of range. Use 0 to 1 (dampening).",
                        "s.yaml:3:7: with.flag: must be true or false, found \"yes\". It is: whether.",
                        "s.yaml:4:8: with.order: must be one of as-stored, by-diagonal, found \"random\". It is: order of columns.",
                        "s.yaml:5:9: with.words: must be a list, found \"x\". Write [words].",
                        "s.yaml:6:1: with.patern: no such option. Did you mean \"pattern\"? "
                                + "Known: bits, dampening, flag, limit, many, order, pattern, rows, words."),
                problems("many:  1.5\ndampening: 2.0\nflag: yes\norder: random\nwords:  x\npatern: 2:4"));
    }

    @Test
    void aValueThatIsNotOneOfTheAllowedIsRefused() {
        assertEquals(
                List.of("s.yaml:1:7: with.bits: 5 is not allowed. Use 2, 4 (bits per weight)."), problems("bits: 5"));
    }

    @Test
    void aNumberBeyondTheTypeIsNoNumber() {
        assertEquals(
                List.of(
                        "s.yaml:1:7: with.bits: must be a whole number, found \"99999999999\". It is: bits per weight."),
                problems("bits: 99999999999"));
    }

    @Test
    void whatTheRecordRefusesIsAProblemOfTheSpec() {
        record Picky(
                @Option(value = "low", absent = "0") int low,
                @Option(value = "high", absent = "0") int high) {
            Picky {
                if (low > high) {
                    throw new IllegalArgumentException("low " + low + " is above high " + high);
                }
            }
        }
        Problems problems = new Problems("s.yaml");
        new OptionBinder<>(Picky.class, problems).bind(fields("low: 3"), Place.START);

        assertEquals(
                "s.yaml:1:1: the options do not fit together: low 3 is above high 0. Change one of them.",
                problems.list().get(0).toString());
    }

    @Test
    void aFaultyRecordIsTheFaultOfItsPlugin() {
        record Typo(@Option(value = "bits", absent = "four") int bits) {}
        record Mute(int bits) {}
        Problems problems = new Problems("s.yaml");

        assertThrows(IllegalArgumentException.class, () -> new OptionBinder<>(Typo.class, problems)
                .bind(Map.of(), Place.START));
        assertThrows(IllegalArgumentException.class, () -> new OptionBinder<>(Mute.class, problems)
                .bind(Map.of(), Place.START));
    }

    @Test
    void canonicalOptionsAreSortedCompleteAndWithoutWhatChangesNothing() {
        assertEquals(
                "{\"bits\":2,\"dampening\":0.01,\"flag\":true,\"limit\":null,\"many\":5000000000,"
                        + "\"order\":\"as-stored\",\"pattern\":\"2:4\",\"words\":[\"a\",\"b\"]}",
                CanonicalOptions.of(bind("{bits: 2, rows: 99}")));
    }

    static Map<String, SpecNode.Field> fields(String yaml) {
        return ((SpecNode.Fields) SpecReader.parse(yaml, new Problems("s.yaml")).orElseThrow()).fields();
    }

    private static All bind(String yaml) {
        Problems problems = new Problems("s.yaml");
        Optional<All> bound = new OptionBinder<>(All.class, problems).bind(fields(yaml), Place.START);
        assertEquals(List.of(), problems.list());
        return bound.orElseThrow();
    }

    private static List<String> problems(String yaml) {
        Problems problems = new Problems("s.yaml");
        SpecNode.Fields with = (SpecNode.Fields) ((SpecNode.Fields)
                        SpecReader.parse("with:\n" + yaml.indent(1), problems).orElseThrow())
                .fields()
                .get("with")
                .value();
        new OptionBinder<>(All.class, problems).bind(with.fields(), new Place(2, 2, ""));
        return problems.list().stream()
                .map(p -> new Problem(p.file(), p.line() - 1, p.column() - 1, p.path(), p.whatIsWrong(), p.wayOut())
                        .toString())
                .toList();
    }
}
