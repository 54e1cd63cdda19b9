package org.comptrust.host.registry;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A plugin that the registry knows.
 *
 * @param id the jar's {@code Plugin-Id}
 * @param kind what it adds
 * @param jar file name, without folder
 * @param api versions of comptrust that it works with, such as {@code >=0.1.0}
 * @param about one sentence for people
 * @param firstParty built from this repository
 * @param sha256 of the jar, 64 lower-case hexadecimal digits; a first-party jar gets it when it is packaged
 * @param place where the entry and its {@code jar} stand
 */
public record RegistryEntry(
        String id,
        PluginKind kind,
        String jar,
        String api,
        String about,
        boolean firstParty,
        Optional<String> sha256,
        Place place) {
    static final Pattern ID = Pattern.compile("[a-z][a-z0-9.-]*");

    /**
     * Where an entry stands in the file, counted from 1.
     *
     * @param line of the entry
     * @param jarLine of the key {@code jar}
     * @param jarColumn of the key {@code jar}
     */
    public record Place(int line, int jarLine, int jarColumn) {}
}
