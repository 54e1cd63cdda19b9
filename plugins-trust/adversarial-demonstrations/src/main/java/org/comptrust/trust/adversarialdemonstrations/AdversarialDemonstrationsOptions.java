package org.comptrust.trust.adversarialdemonstrations;

import org.comptrust.api.option.Option;

/**
 * Options of {@link AdversarialDemonstrationsDimension}.
 *
 * @param scoring which scorer counts
 * @param controls whether the scenarios beside the score are asked too
 */
public record AdversarialDemonstrationsOptions(
        @Option(
                value = "which scorer counts: fork (the compression study's) or upstream (the original benchmark's);"
                        + " in this dimension both give the same",
                absent = "fork")
        Scoring scoring,

        @Option(
                value = "whether to ask also what the benchmark asks beside its score: the counterfactual sets without"
                        + " their counterfactual, and the spurious ones without demonstrations",
                absent = "false")
        boolean controls) {}
