package org.comptrust.core.port;

/**
 * Where an extension comes from.
 *
 * @param plugin id of the plugin that holds it
 * @param version of the plugin
 * @param jar file name
 * @param sha256 of the jar; {@code ""} if it was not loaded from one
 */
public record Origin(String plugin, String version, String jar, String sha256) {}
