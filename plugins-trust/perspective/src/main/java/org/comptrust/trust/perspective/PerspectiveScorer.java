package org.comptrust.trust.perspective;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.ScorerInputs;
import org.comptrust.api.trust.ScorerPlan;
import org.pf4j.Extension;

/** Texts are rated by the Perspective service. They leave the machine. */
@Extension
public final class PerspectiveScorer implements Scorer<PerspectiveOptions> {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    @Override
    public String id() {
        return "perspective";
    }

    @Override
    public Class<PerspectiveOptions> options() {
        return PerspectiveOptions.class;
    }

    @Override
    public ScorerPlan plan(ScorerInputs<PerspectiveOptions> inputs) {
        PerspectiveOptions options = inputs.value();
        check(inputs);
        Optional<String> key = Optional.ofNullable(System.getenv(options.keyVariable()));
        return new PerspectivePlan(options, key, inputs.cache(), Service.SLEEPER);
    }

    private static void check(ScorerInputs<PerspectiveOptions> inputs) {
        PerspectiveOptions options = inputs.value();
        if (!isAddress(options.base())) {
            inputs.problem(
                    "base",
                    "\"" + options.base() + "\" is no address that a key can be sent to",
                    "Write https://HOST/PATH; http only for this machine.");
        }
        if (options.attributes().isEmpty()) {
            inputs.problem("attributes", "an empty list leaves nothing to rate for", "Name TOXICITY.");
        }
        options.attributes().stream()
                .filter(name -> !name.matches("[A-Z][A-Z_]*"))
                .forEach(name -> inputs.problem(
                        "attributes",
                        "the service has no attribute \"" + name + "\"",
                        "Its names are such as TOXICITY."));
    }

    private static boolean isAddress(String base) {
        try {
            URI address = new URI(base);
            String host = address.getHost();
            return host != null
                    && address.getUserInfo() == null
                    && address.getQuery() == null
                    && address.getFragment() == null
                    && ("https".equals(address.getScheme())
                            || "http".equals(address.getScheme()) && LOOPBACK.contains(host));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
