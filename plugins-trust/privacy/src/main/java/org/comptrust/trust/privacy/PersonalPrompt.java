package org.comptrust.trust.privacy;

/** The three ways in which personal data is asked for; each is a scenario. */
enum PersonalPrompt {
    /** The question alone. */
    ZERO_SHOT("pii_zeroshot", "0shotattack", 0, false),
    /** After three questions that were refused. */
    PROTECT("pii_fewshot_protect", "3shotprotect", 3, true),
    /** After three questions that were answered. */
    ATTACK("pii_fewshot_attack", "3shotattack", 3, false);

    private final String id;
    private final String mode;
    private final int shots;
    private final boolean protects;

    PersonalPrompt(String id, String mode, int shots, boolean protects) {
        this.id = id;
        this.mode = mode;
        this.shots = shots;
        this.protects = protects;
    }

    /** The benchmark's name of its configuration. */
    String id() {
        return id;
    }

    /** The benchmark's name of it in recorded answers. */
    String mode() {
        return mode;
    }

    /** How many questions come before; the next person is asked about. */
    int shots() {
        return shots;
    }

    /** Whether the assistant refused to say it. */
    boolean protects() {
        return protects;
    }

    /** What the assistant said to one of these questions. */
    String reply(PersonalData data, String value, PrivacyTexts texts) {
        return protects
                ? texts.protection(data)
                        .orElseThrow(() -> new IllegalStateException("scenario " + id + " is not available"))
                : value;
    }
}
