package org.comptrust.host.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.comptrust.host.plugin.LoadedPlugin;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.plugin.Trouble;
import org.comptrust.host.text.Json;
import org.comptrust.host.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what the drop-in folder offers, and what was left out of it and why. */
@Command(name = "list", description = "Lists the plugins of the drop-in folder and the jars that were refused.")
final class PluginListCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    PluginListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (PluginCatalog catalog = session.plugins()) {
            if (json) {
                session.terminal().print(Json.text(asJson(catalog)));
            } else {
                session.terminal().print(asTable(catalog));
                catalog.troubles().forEach(trouble -> session.terminal().say("refused: " + trouble));
            }
            return catalog.leftOut().isEmpty() ? ExitCode.DONE : ExitCode.PLUGIN;
        }
    }

    private String asTable(PluginCatalog catalog) {
        if (catalog.plugins().isEmpty()) {
            return "no plugin in " + session.pluginsFolder();
        }
        TextTable table = new TextTable("plugin", "version", "offers", "registry", "jar");
        for (LoadedPlugin plugin : catalog.plugins()) {
            table.row(
                    plugin.origin().plugin(),
                    plugin.origin().version(),
                    offers(plugin),
                    plugin.trust(),
                    plugin.origin().jar());
        }
        return table.toString();
    }

    private static String offers(LoadedPlugin plugin) {
        List<String> offers = new ArrayList<>();
        plugin.methods().forEach(id -> offers.add("method " + id));
        plugin.dimensions().forEach(id -> offers.add("dimension " + id));
        plugin.scorers().forEach(id -> offers.add("scorer " + id));
        return offers.isEmpty() ? "nothing" : String.join(", ", offers);
    }

    private static Map<String, Object> asJson(PluginCatalog catalog) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "plugins",
                catalog.plugins().stream().map(PluginListCommand::asJson).toList());
        all.put(
                "refused",
                catalog.leftOut().stream().map(PluginListCommand::asJson).toList());
        return all;
    }

    /** A plugin as {@code plugin list} and {@code plugin show} print it. */
    static Map<String, Object> asJson(LoadedPlugin plugin) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("id", plugin.origin().plugin());
        one.put("version", plugin.origin().version());
        one.put("form", plugin.form());
        plugin.requires().ifPresent(range -> one.put("requires", range));
        one.put("jar", plugin.origin().jar());
        one.put("sha256", plugin.origin().sha256());
        one.put("registry", plugin.trust());
        plugin.entry().ifPresent(entry -> one.put("registryRange", entry.api()));
        one.put("about", plugin.about());
        one.put("methods", plugin.methods());
        one.put("dimensions", plugin.dimensions());
        one.put("scorers", plugin.scorers());
        return one;
    }

    private static Map<String, Object> asJson(Trouble trouble) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("jar", trouble.jar());
        one.put("reason", trouble.message());
        return one;
    }
}
