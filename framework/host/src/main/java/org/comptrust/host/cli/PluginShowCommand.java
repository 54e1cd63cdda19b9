package org.comptrust.host.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.comptrust.core.spec.Suggestion;
import org.comptrust.host.plugin.LoadedPlugin;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.text.Escaped;
import org.comptrust.host.text.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one plugin with all that it offers, or one extension. */
@Command(
        name = "show",
        description =
                "Shows a plugin, a method, a dimension or a scorer: its jar, what the registry knows, its options.")
final class PluginShowCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "Id of a plugin, a method, a dimension or a scorer.")
    String id = "";

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    PluginShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (PluginCatalog catalog = session.plugins()) {
            List<LoadedPlugin> plugins = catalog.plugins().stream()
                    .filter(plugin -> plugin.origin().plugin().equals(id))
                    .toList();
            List<ExtensionView> extensions = plugins.isEmpty()
                    ? extensions(catalog, id::equals, id::equals, id::equals)
                    : extensions(
                            catalog,
                            plugins.get(0).methods()::contains,
                            plugins.get(0).dimensions()::contains,
                            plugins.get(0).scorers()::contains);
            if (plugins.isEmpty() && extensions.isEmpty()) {
                session.terminal().say(unknown(catalog));
                return ExitCode.PLUGIN;
            }
            Set<String> owners =
                    extensions.stream().map(ExtensionView::plugin).collect(Collectors.toCollection(TreeSet::new));
            List<LoadedPlugin> shown = !plugins.isEmpty()
                    ? plugins
                    : catalog.plugins().stream()
                            .filter(plugin -> owners.contains(plugin.origin().plugin()))
                            .toList();
            session.terminal().print(json ? Json.text(asJson(shown, extensions)) : text(shown, extensions));
            return ExitCode.DONE;
        }
    }

    private static List<ExtensionView> extensions(
            PluginCatalog catalog, Predicate<String> method, Predicate<String> dimension, Predicate<String> scorer) {
        List<ExtensionView> views = new ArrayList<>();
        catalog.methods().stream()
                .filter(method)
                .flatMap(name -> catalog.method(name).stream())
                .forEach(found -> views.add(ExtensionView.of("method", found, found.value()::options)));
        catalog.dimensions().stream()
                .filter(dimension)
                .flatMap(name -> catalog.dimension(name).stream())
                .forEach(found -> views.add(ExtensionView.of("dimension", found, found.value()::options)));
        catalog.scorers().stream()
                .filter(scorer)
                .flatMap(name -> catalog.scorer(name).stream())
                .forEach(found -> views.add(ExtensionView.of("scorer", found, found.value()::options)));
        return views;
    }

    private String unknown(PluginCatalog catalog) {
        Set<String> known = new TreeSet<>(catalog.methods());
        known.addAll(catalog.dimensions());
        known.addAll(catalog.scorers());
        catalog.plugins().forEach(plugin -> known.add(plugin.origin().plugin()));
        String refused = catalog.troubles().isEmpty() ? "" : " Refused: " + String.join("; ", catalog.troubles());
        return "no plugin, method, dimension or scorer \"" + Suggestion.shorten(id) + "\". " + Suggestion.of(id, known)
                + refused;
    }

    private static String text(List<LoadedPlugin> plugins, List<ExtensionView> extensions) {
        List<String> parts = new ArrayList<>();
        for (LoadedPlugin plugin : plugins) {
            parts.add(facts(plugin).entrySet().stream()
                    .map(fact -> String.format("%-9s %s", fact.getKey(), Escaped.line(fact.getValue())))
                    .collect(Collectors.joining("\n")));
        }
        extensions.forEach(extension -> parts.add(extension.text()));
        return String.join("\n\n", parts);
    }

    private static Map<String, String> facts(LoadedPlugin plugin) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("plugin", plugin.origin().plugin() + " " + plugin.origin().version());
        facts.put("about", plugin.about().isEmpty() ? "-" : plugin.about());
        facts.put("jar", plugin.origin().jar() + (plugin.form().equals("pf4j") ? " (PF4J plugin)" : " (service jar)"));
        facts.put("sha256", plugin.origin().sha256());
        facts.put(
                "requires", plugin.requires().map(range -> "comptrust " + range).orElse("no particular version"));
        facts.put(
                "registry",
                plugin.trust()
                        + plugin.entry()
                                .map(entry -> ", for comptrust " + entry.api() + ", line "
                                        + entry.place().line())
                                .orElse(""));
        return facts;
    }

    private static Map<String, Object> asJson(List<LoadedPlugin> plugins, List<ExtensionView> extensions) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("plugins", plugins.stream().map(PluginListCommand::asJson).toList());
        all.put("extensions", extensions.stream().map(ExtensionView::json).toList());
        return all;
    }
}
