package org.comptrust.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/**
 * Loads the classes of one plugin jar: the types that it shares with the host from the host, everything else from the JDK or
 * from the jar. What else the host has on its class path stays hidden, so that a plugin brings its own version of a library
 * and no plugin depends on the host's inside.
 */
final class PluginJarClassLoader extends PluginClassLoader {
    PluginJarClassLoader(PluginManager manager, PluginDescriptor descriptor, ClassLoader host) {
        super(manager, descriptor, host);
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
        if (JarCheck.SHARED.stream().anyMatch(name::startsWith)) {
            return getParent().loadClass(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try {
                return ClassLoader.getPlatformClassLoader().loadClass(name);
            } catch (ClassNotFoundException notInTheJdk) {
                return findClass(name);
            }
        }
    }

    /** Frees the file. */
    void closeJar() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException("a plugin's jar cannot be closed", e);
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : ClassLoader.getPlatformClassLoader().getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
        all.addAll(Collections.list(ClassLoader.getPlatformClassLoader().getResources(name)));
        return Collections.enumeration(all);
    }
}
