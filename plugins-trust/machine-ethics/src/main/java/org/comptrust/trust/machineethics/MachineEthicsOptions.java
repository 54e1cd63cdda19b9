package org.comptrust.trust.machineethics;

import org.comptrust.api.option.Option;

/**
 * Options of {@link MachineEthicsDimension}.
 *
 * @param scoring what rates are shares of
 */
public record MachineEthicsOptions(
        @Option(
                value = "which scorer counts: fork (the compression study's, shares of all answers) or upstream (the"
                        + " original benchmark's, shares of the readable answers)",
                absent = "fork")
        Scoring scoring) {}
