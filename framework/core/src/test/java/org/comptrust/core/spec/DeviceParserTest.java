package org.comptrust.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.comptrust.core.port.DeviceChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceParserTest {
    @TempDir
    private Path folder;

    private final Problems problems = new Problems("experiment.yaml");

    @Test
    void whereNothingIsSaidTheMachineDecides() throws IOException {
        assertEquals(DeviceChoice.AUTOMATIC, parsed("{ onError: stop }"));
        assertEquals(DeviceChoice.AUTOMATIC, parsed("{ devices: auto, memory: auto }"));
        assertEquals(List.of(), problems.list());
    }

    @Test
    void oneDeviceOrAList() throws IOException {
        assertEquals(List.of("cuda:0"), parsed("{ devices: \"cuda:0\" }").names());
        assertEquals(
                List.of("cpu:0", "cpu:1"), parsed("{ devices: [cpu:0, cpu:1] }").names());
        assertEquals(List.of(), problems.list());
    }

    @Test
    void whereADeviceIsChosenIsKeptForTheEngineThatDoesNotFindIt() throws IOException {
        assertEquals(
                Optional.of("experiment.yaml:1:17: run.devices"),
                parsed("{ devices: \"cuda:7\" }").where());
    }

    @ParameterizedTest
    @CsvSource({"12 GB, 12000000000", "12GiB, 12884901888", "1.5 GB, 1500000000", "800 MiB, 838860800"})
    void memoryHasAUnit(String text, long bytes) throws IOException {
        assertEquals(OptionalLong.of(bytes), parsed("{ memory: " + text + " }").memory());
        assertEquals(List.of(), problems.list());
    }

    @Test
    void whatIsNoneIsToldWithAWayOut() throws IOException {
        parsed("{ devices: [gpu0, cuda:0, cuda:0], memory: 12 }");
        assertEquals(
                List.of(
                        "experiment.yaml:1:18: run.devices[0]: \"gpu0\" is no device. Write auto, cpu, cuda:0, or a list such as"
                                + " [cuda:0, cuda:1].",
                        "experiment.yaml:1:32: run.devices[2]: cuda:0 stands here twice. Name each device once; [cpu:0, cpu:1]"
                                + " are two parts of the processor's work.",
                        "experiment.yaml:1:49: run.memory: \"12\" is no amount of memory. Write auto, or a number with its unit,"
                                + " such as 12 GB or 800 MiB."),
                problems.list().stream().map(Problem::toString).toList());
    }

    @Test
    void aDeviceIsWrittenInOneWayOnly() throws IOException {
        parsed("{ devices: [\"cuda:0\", \"cuda:00\"] }");
        assertEquals(
                List.of(
                        "experiment.yaml:1:28: run.devices[1]: \"cuda:00\" is no device. Write auto, cpu, cuda:0, or a list such"
                                + " as [cuda:0, cuda:1]."),
                problems.list().stream().map(Problem::toString).toList());
    }

    private DeviceChoice parsed(String run) throws IOException {
        Path file = Files.writeString(folder.resolve("experiment.yaml"), "run: " + run + "\n");
        SpecNode whole = SpecReader.read(file, problems).orElseThrow();
        Section top = Section.of(Place.START, whole, Set.of("run"), Set.of(), problems);
        return new DeviceParser(problems).parse(top.section("run", Set.of("onError", "devices", "memory"), Set.of()));
    }
}
