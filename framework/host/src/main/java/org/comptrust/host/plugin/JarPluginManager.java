package org.comptrust.host.plugin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import org.pf4j.AbstractPluginManager;
import org.pf4j.DefaultExtensionFactory;
import org.pf4j.DefaultPluginDescriptor;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionFactory;
import org.pf4j.ExtensionFinder;
import org.pf4j.IndexedExtensionFinder;
import org.pf4j.JarPluginLoader;
import org.pf4j.JarPluginRepository;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.Plugin;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;
import org.pf4j.VersionManager;

/**
 * PF4J for jars alone: manifests, {@link PluginJarClassLoader}, no switched-off plugins, no development mode.
 *
 * <p>{@code Plugin-Requires} is compared with our version. As PF4J reads it, a bare {@code 0.1.0} means {@code >=0.1.0};
 * exactly one version is {@code =0.1.0}.
 */
final class JarPluginManager extends AbstractPluginManager {
    JarPluginManager(Path folder) {
        super(List.of(folder));
        setSystemVersion(Version.spi());
    }

    @Override
    protected PluginRepository createPluginRepository() {
        return new JarPluginRepository(getPluginsRoots());
    }

    @Override
    protected PluginFactory createPluginFactory() {
        return JarPluginManager::create;
    }

    @Override
    protected ExtensionFactory createExtensionFactory() {
        return new DefaultExtensionFactory();
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
        return new ManifestPluginDescriptorFinder();
    }

    @Override
    protected ExtensionFinder createExtensionFinder() {
        IndexedExtensionFinder finder = new IndexedExtensionFinder(this);
        addPluginStateListener(finder); // its cache of names is emptied when a plugin starts
        return finder;
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
        return new AlwaysOn();
    }

    @Override
    protected PluginLoader createPluginLoader() {
        return new JarPluginLoader(this) {
            @Override
            protected PluginClassLoader createPluginClassLoader(Path jar, PluginDescriptor descriptor) {
                return new PluginJarClassLoader(pluginManager, descriptor, JarPluginManager.class.getClassLoader());
            }
        };
    }

    /** A class loader for a jar that is no PF4J plugin, with the same rules as for those that are. */
    PluginJarClassLoader classLoader(PluginJar jar) {
        PluginJarClassLoader loader =
                new PluginJarClassLoader(this, new DefaultPluginDescriptor(), JarPluginManager.class.getClassLoader());
        loader.addFile(jar.path().toFile());
        return loader;
    }

    @Override
    protected VersionManager createVersionManager() {
        return new DefaultVersionManager();
    }

    /** As PF4J's own factory, but what goes wrong is thrown; PF4J logs it and returns null. */
    private static Plugin create(PluginWrapper wrapper) {
        String name = wrapper.getDescriptor().getPluginClass();
        try {
            Class<?> type = wrapper.getPluginClassLoader().loadClass(name);
            if (!Plugin.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
                throw new PluginRuntimeException(
                        "Plugin-Class " + name + " is no concrete subclass of org.pf4j.Plugin");
            }
            return (Plugin) type.getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new PluginRuntimeException(e, "the jar has no class {}, which Plugin-Class names", name);
        } catch (InvocationTargetException e) {
            throw new PluginRuntimeException(e.getCause(), "the constructor of {} threw {}", name, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new PluginRuntimeException(e, "Plugin-Class {} has no public constructor without parameters", name);
        }
    }

    /** A plugin that shall not be used is taken out of the folder. */
    private static final class AlwaysOn implements PluginStatusProvider {
        @Override
        public boolean isPluginDisabled(String pluginId) {
            return false;
        }

        @Override
        public void disablePlugin(String pluginId) {
            throw new UnsupportedOperationException("take the jar of " + pluginId + " out of the folder");
        }

        @Override
        public void enablePlugin(String pluginId) {
            throw new UnsupportedOperationException(pluginId + " is on: every jar in the folder is");
        }
    }
}
