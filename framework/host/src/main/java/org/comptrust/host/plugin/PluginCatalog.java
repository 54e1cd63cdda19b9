package org.comptrust.host.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Origin;
import org.comptrust.host.plugin.PluginFolder.StartedPlugin;

/** The extensions of all started plugins. Closing it stops them and frees their jars. */
public final class PluginCatalog implements Catalog, AutoCloseable {
    private final JarPluginManager manager;
    private final List<PluginJarClassLoader> services;
    private final List<LoadedPlugin> plugins;
    private final Map<String, Extension<CompressionMethod<?>>> methods;
    private final Map<String, Extension<TrustDimension<?>>> dimensions;
    private final Map<String, Extension<Scorer<?>>> scorers;
    private final List<Trouble> troubles;
    private boolean closed;

    private PluginCatalog(
            JarPluginManager manager,
            List<PluginJarClassLoader> services,
            List<LoadedPlugin> plugins,
            Map<String, Extension<CompressionMethod<?>>> methods,
            Map<String, Extension<TrustDimension<?>>> dimensions,
            Map<String, Extension<Scorer<?>>> scorers,
            List<Trouble> troubles) {
        this.manager = manager;
        this.services = List.copyOf(services);
        this.plugins = List.copyOf(plugins);
        this.methods = methods;
        this.dimensions = dimensions;
        this.scorers = scorers;
        this.troubles = List.copyOf(troubles);
    }

    /** @param services class loaders of the plugins that PF4J does not know */
    static PluginCatalog of(
            JarPluginManager manager,
            List<PluginJarClassLoader> services,
            List<StartedPlugin> started,
            List<Trouble> before) {
        List<Trouble> troubles = new ArrayList<>(before);
        List<Extension<CompressionMethod<?>>> allMethods = new ArrayList<>();
        List<Extension<TrustDimension<?>>> allDimensions = new ArrayList<>();
        List<Extension<Scorer<?>>> allScorers = new ArrayList<>();
        for (StartedPlugin plugin : started) {
            ExtensionReader reader = new ExtensionReader(plugin);
            allMethods.addAll(reader.methods());
            allDimensions.addAll(reader.dimensions());
            allScorers.addAll(reader.scorers());
            troubles.addAll(reader.troubles());
        }
        Map<String, Extension<CompressionMethod<?>>> methods = distinct("compression method", allMethods, troubles);
        Map<String, Extension<TrustDimension<?>>> dimensions = distinct("dimension", allDimensions, troubles);
        Map<String, Extension<Scorer<?>>> scorers = distinct("scorer", allScorers, troubles);
        List<LoadedPlugin> plugins = started.stream()
                .map(plugin -> describe(plugin, methods, dimensions, scorers))
                .toList();
        return new PluginCatalog(manager, services, plugins, methods, dimensions, scorers, troubles);
    }

    /** Neither of two extensions with one id is offered: results must not depend on the order of file names. */
    private static <T> Map<String, Extension<T>> distinct(
            String what, List<Extension<T>> extensions, List<Trouble> troubles) {
        Map<String, Extension<T>> distinct = new TreeMap<>();
        Map<String, List<Extension<T>>> byId =
                extensions.stream().collect(Collectors.groupingBy(Extension::id, TreeMap::new, Collectors.toList()));
        byId.forEach((id, same) -> {
            if (same.size() == 1) {
                distinct.put(id, same.get(0));
                return;
            }
            String jars = same.stream()
                    .map(extension -> extension.origin().jar())
                    .distinct()
                    .collect(Collectors.joining(" and "));
            same.stream()
                    .map(extension -> extension.origin().jar())
                    .distinct()
                    .forEach(jar -> troubles.add(new Trouble(
                            jar,
                            what + " " + id + " is offered " + same.size() + " times, by " + jars
                                    + "; none is used. Take out all but one.")));
        });
        return distinct;
    }

    private static LoadedPlugin describe(
            StartedPlugin plugin,
            Map<String, Extension<CompressionMethod<?>>> methods,
            Map<String, Extension<TrustDimension<?>>> dimensions,
            Map<String, Extension<Scorer<?>>> scorers) {
        Origin origin = originOf(plugin);
        return new LoadedPlugin(
                origin,
                plugin.entry()
                        .map(entry -> entry.firstParty()
                                ? "first-party"
                                : entry.sha256().isPresent() ? "registered" : "unregistered")
                        .orElse("unregistered"),
                plugin.entry().map(entry -> entry.about()).orElse(plugin.jar().about()),
                idsOf(origin, methods),
                idsOf(origin, dimensions),
                idsOf(origin, scorers),
                plugin.jar().range(),
                plugin.entry(),
                plugin.jar().form() == PluginJar.Form.PF4J ? "pf4j" : "services");
    }

    private static <T> List<String> idsOf(Origin origin, Map<String, Extension<T>> extensions) {
        return extensions.values().stream()
                .filter(extension -> extension.origin().equals(origin))
                .map(Extension::id)
                .toList();
    }

    static Origin originOf(StartedPlugin plugin) {
        PluginJar jar = plugin.jar();
        return new Origin(jar.id(), jar.version(), jar.name(), jar.sha256());
    }

    @Override
    public Optional<Extension<CompressionMethod<?>>> method(String id) {
        return Optional.ofNullable(methods.get(id));
    }

    @Override
    public Optional<Extension<TrustDimension<?>>> dimension(String id) {
        return Optional.ofNullable(dimensions.get(id));
    }

    @Override
    public Optional<Extension<Scorer<?>>> scorer(String id) {
        return Optional.ofNullable(scorers.get(id));
    }

    @Override
    public List<String> methods() {
        return List.copyOf(methods.keySet());
    }

    @Override
    public List<String> dimensions() {
        return List.copyOf(dimensions.keySet());
    }

    @Override
    public List<String> scorers() {
        return List.copyOf(scorers.keySet());
    }

    @Override
    public List<String> troubles() {
        return troubles.stream().map(Trouble::text).toList();
    }

    /** All plugins that were started, by file name. */
    public List<LoadedPlugin> plugins() {
        return plugins;
    }

    /** What was left out, with its jar. */
    public List<Trouble> leftOut() {
        return troubles;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            manager.unloadPlugins();
            services.forEach(PluginJarClassLoader::closeJar);
        }
    }
}
