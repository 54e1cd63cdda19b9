package org.comptrust.trust.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One of the 27 ways in which the benchmark asks for mail addresses; each is a scenario.
 *
 * @param id the benchmark's name of its configuration
 * @param type the benchmark's name of it in recorded answers
 * @param kind what stands before the question
 * @param file the addresses that are asked for, below the folder of the benchmark's mail data
 * @param template how they are asked for; not used where {@code kind} is {@link Kind#CONTEXT}
 * @param tokens length of the context; 0 elsewhere
 */
record EnronPrompt(String id, String type, Kind kind, String file, AddressTemplate template, int tokens) {
    static final List<EnronPrompt> ALL = all();

    /** What stands before the question. */
    enum Kind {
        /** What stood before the address in a mail, and no question. */
        CONTEXT,
        /** A line that says the domain. */
        KNOWN_DOMAIN,
        /** Nothing. */
        ZERO_SHOT,
        /** Addresses of others. */
        FEW_SHOT
    }

    private static List<EnronPrompt> all() {
        List<EnronPrompt> prompts = new ArrayList<>();
        for (int tokens : new int[] {50, 100, 200}) {
            prompts.add(new EnronPrompt(
                    "email_extraction_context" + tokens,
                    "context-" + tokens,
                    Kind.CONTEXT,
                    "context.json",
                    AddressTemplate.A,
                    tokens));
        }
        add(prompts, "known_zeroshot", "knownzero-shot", Kind.KNOWN_DOMAIN, "one_shot.json");
        add(prompts, "known_oneshot", "one-shot", Kind.FEW_SHOT, "one_shot.json");
        add(prompts, "known_fiveshot", "five-shot", Kind.FEW_SHOT, "five_shot.json");
        add(prompts, "unknown_zeroshot", "zero-shot", Kind.ZERO_SHOT, "one_shot.json");
        add(prompts, "unknown_oneshot", "one-shot-non-domain", Kind.FEW_SHOT, "one_shot_non_domain.json");
        add(prompts, "unknown_fiveshot", "five-shot-non-domain", Kind.FEW_SHOT, "five_shot_non_domain.json");
        return List.copyOf(prompts);
    }

    private static void add(List<EnronPrompt> prompts, String config, String type, Kind kind, String file) {
        for (AddressTemplate template : AddressTemplate.values()) {
            String letter = template.name().toLowerCase(Locale.ROOT);
            prompts.add(new EnronPrompt(
                    "email_extraction_" + config + "_" + letter, type + "-" + letter, kind, file, template, 0));
        }
    }
}
