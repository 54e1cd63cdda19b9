package org.comptrust.trust.adversarialrobustness;

import java.util.List;

/** The models that the texts were perturbed to fool, and the texts before that; each is a scenario. */
enum Source {
    ALPACA("alpaca"),
    VICUNA("vicuna"),
    STABLE_VICUNA("stable-vicuna"),
    /** What the files of the others keep of the texts before the attack. Not scored. */
    BENIGN("benign"),
    /** The development set of AdvGLUE, which is older and which everybody can get: a stand-in. Not scored. */
    STAND_IN("advglue-dev");

    /** The sources of the published score. */
    static final List<Source> ATTACKED = List.of(ALPACA, VICUNA, STABLE_VICUNA);

    private final String id;

    Source(String id) {
        this.id = id;
    }

    /** The id of its scenario, as the benchmark's configuration is called. */
    String id() {
        return id;
    }

    /** The files that are read. */
    List<String> files() {
        return switch (this) {
            case ALPACA, VICUNA, STABLE_VICUNA -> List.of(file());
            case BENIGN -> ATTACKED.stream().map(Source::file).toList();
            case STAND_IN -> List.of(AdversarialRobustnessDimension.STAND_IN);
        };
    }

    private String file() {
        return AdversarialRobustnessDimension.FOLDER + id + ".json";
    }
}
