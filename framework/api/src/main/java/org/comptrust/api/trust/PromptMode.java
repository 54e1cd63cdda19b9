package org.comptrust.api.trust;

/** How messages become prompts. */
public enum PromptMode {
    /** As the study did, quirks included. */
    PAPER,
    /** By the model's own chat template, with demonstrations and system messages kept. */
    CORRECTED
}
