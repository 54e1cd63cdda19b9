package org.comptrust.core.port;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where models run.
 *
 * @param names such as {@code cpu} or {@code cuda:0}, each once; none: all GPUs that there are, or else the processor
 * @param where the choice is written, as messages name it; empty: nowhere
 * @param memory bytes that models may take on each device before weights that nobody uses are given up; empty: by what is free
 */
public record DeviceChoice(List<String> names, Optional<String> where, OptionalLong memory) {
    /** Whatever this machine has. */
    public static final DeviceChoice AUTOMATIC = new DeviceChoice(List.of(), Optional.empty(), OptionalLong.empty());

    public DeviceChoice {
        names = List.copyOf(names);
    }
}
