package org.comptrust.host.plugin;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Origin;
import org.comptrust.host.plugin.PluginFolder.StartedPlugin;
import org.comptrust.host.registry.PluginKind;
import org.comptrust.host.registry.RegistryEntry;

/**
 * Makes the extensions of one plugin. Every call into plugin code may throw anything; that costs this extension only. PF4J's
 * own way is not used, because it logs what fails and goes on.
 */
final class ExtensionReader {
    private final Origin origin;
    private final Optional<RegistryEntry> entry;
    private final String list;
    private final List<Extension<CompressionMethod<?>>> methods = new ArrayList<>();
    private final List<Extension<TrustDimension<?>>> dimensions = new ArrayList<>();
    private final List<Extension<Scorer<?>>> scorers = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();

    ExtensionReader(StartedPlugin plugin) {
        this.origin = PluginCatalog.originOf(plugin);
        this.entry = plugin.entry();
        this.list = plugin.jar().form() == PluginJar.Form.PF4J ? "META-INF/extensions.idx" : "META-INF/services";
        if (plugin.classNames().isEmpty()) { // a jar without services would be no service jar
            trouble("plugin " + origin.plugin()
                    + " lists no extension in META-INF/extensions.idx. Annotate its method,"
                    + " dimension or scorer with @Extension and compile with PF4J's annotation processor.");
        }
        for (String className : new TreeSet<>(plugin.classNames())) {
            read(className, plugin.loader());
        }
    }

    List<Extension<CompressionMethod<?>>> methods() {
        return methods;
    }

    List<Extension<TrustDimension<?>>> dimensions() {
        return dimensions;
    }

    List<Extension<Scorer<?>>> scorers() {
        return scorers;
    }

    List<Trouble> troubles() {
        return troubles;
    }

    private void read(String className, ClassLoader loader) {
        try {
            add(className, loader.loadClass(className).getConstructor().newInstance());
        } catch (RefusedException e) {
            trouble(e.getMessage());
        } catch (ClassNotFoundException e) {
            trouble(list + " lists " + className + ", but the jar has no class " + e.getMessage()
                    + ". Build it from clean.");
        } catch (NoSuchMethodException | IllegalAccessException e) {
            trouble(className + " needs a public constructor without parameters, in a public class.");
        } catch (InstantiationException e) {
            trouble(className + " is abstract and cannot be an extension.");
        } catch (InvocationTargetException e) {
            failed(className, e.getCause());
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            failed(className, e);
        }
    }

    private void add(String className, Object extension) throws RefusedException {
        if (extension instanceof CompressionMethod<?> method) {
            String id = checked("id of " + className, method.id(), className, method.options(), PluginKind.COMPRESSION);
            methods.add(new Extension<>(id, method, origin));
        } else if (extension instanceof TrustDimension<?> dimension) {
            String id = checked("id of " + className, dimension.id(), className, dimension.options(), PluginKind.TRUST);
            dimensions.add(new Extension<>(id, dimension, origin));
        } else if (extension instanceof Scorer<?> scorer) {
            String id = checked("id of " + className, scorer.id(), className, scorer.options(), PluginKind.TRUST);
            scorers.add(new Extension<>(id, scorer, origin));
        } else {
            throw new RefusedException(className
                    + " is neither a CompressionMethod nor a TrustDimension nor a Scorer of this version's API.");
        }
    }

    private String checked(String what, String id, String className, Class<?> options, PluginKind kind)
            throws RefusedException {
        if (id == null) { // plugin code may break any promise
            throw new RefusedException(what + " is null. Return the name that experiment files shall use.");
        }
        Ids.checkExtension(what, id);
        if (options == null || !options.isRecord()) {
            throw new RefusedException(className + ".options() must return a record's class.");
        }
        if (entry.isPresent() && entry.get().kind() != kind) {
            throw new RefusedException(className + " is of kind " + kind.text() + ", but the registry (line "
                    + entry.get().place().line() + ") lists plugin " + origin.plugin() + " as "
                    + entry.get().kind().text() + ". Correct the entry.");
        }
        return id;
    }

    private void failed(String className, Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
        trouble(className + " of plugin " + origin.plugin() + " " + origin.version() + " cannot be made: "
                + PluginFolder.reason(failure) + ". " + remedy(failure));
    }

    private static String remedy(Throwable failure) {
        return failure instanceof NoClassDefFoundError
                ? "Plugins see the JDK and org.comptrust.api, ai.djl, org.pf4j, org.slf4j; bundle other classes into the jar."
                : "Ask its maintainer.";
    }

    private void trouble(String message) {
        troubles.add(new Trouble(origin.jar(), message));
    }
}
