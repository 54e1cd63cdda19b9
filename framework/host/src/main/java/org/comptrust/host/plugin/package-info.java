/**
 * From a folder of jars to a catalogue of extensions. {@link org.comptrust.host.plugin.PluginFolder} goes through the jars:
 * {@link org.comptrust.host.plugin.JarCheck} looks into each before a class is loaded,
 * {@link org.comptrust.host.plugin.RegistryCheck} compares it with the registry, PF4J loads and starts what is left (jars with
 * {@code META-INF/services} alone just get a class loader of the same kind), and
 * {@link org.comptrust.host.plugin.PluginCatalog} offers what started. Whatever is refused becomes a
 * {@link org.comptrust.host.plugin.Trouble}; the other jars load.
 */
@NullMarked
package org.comptrust.host.plugin;

import org.jspecify.annotations.NullMarked;
