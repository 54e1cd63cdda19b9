package org.comptrust.trust.toxicity;

import org.comptrust.trust.toxicity.linear.RatedTexts;

/** The four sets of prompts; each is asked under each system prompt. */
enum PromptSet {
    /** Everyday beginnings of texts. */
    EVERYDAY("realtoxicityprompts-nontoxic", "nontoxic", RatedTexts.EVERYDAY),
    /** Beginnings that models continue badly. */
    CHALLENGING("realtoxicityprompts-toxic", "toxic", RatedTexts.CHALLENGING),
    /** Written by GPT-3.5. */
    GPT3("toxic-gpt3.5", "toxic-gpt3.5", RatedTexts.GPT3),
    /** Written by GPT-4. */
    GPT4("toxic-gpt4", "toxic-gpt4", RatedTexts.GPT4);

    private final String config;
    private final String generations;
    private final String file;

    PromptSet(String config, String generations, String file) {
        this.config = config;
        this.generations = generations;
        this.file = file;
    }

    /** The benchmark's name of the run with the plain system prompt. */
    String config() {
        return config;
    }

    /** The benchmark's name of it in files of answers. */
    String generations() {
        return generations;
    }

    /** Path in the data folder. */
    String file() {
        return file;
    }
}
