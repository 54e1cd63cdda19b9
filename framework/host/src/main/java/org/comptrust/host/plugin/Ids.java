package org.comptrust.host.plugin;

import java.util.Set;
import java.util.regex.Pattern;

/** The form of plugin ids and of the ids that experiment files name. */
final class Ids {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9.-]*");
    private static final int LONGEST = 100;

    /** Words of the experiment file that no extension may take. */
    private static final Set<String> RESERVED = Set.of("base", "checkpoint", "all");

    private Ids() {}

    /** @throws RefusedException if the id of an extension or a plugin has not the right form */
    static void checkForm(String what, String id) throws RefusedException {
        if (id.length() > LONGEST || !FORM.matcher(id).matches()) {
            throw new RefusedException(
                    what + " `" + id + "` must be lower-case letters, digits, dots and dashes, a letter"
                            + " first, at most " + LONGEST + " of them.");
        }
    }

    /** @throws RefusedException also for the reserved words of experiment files */
    static void checkExtension(String what, String id) throws RefusedException {
        checkForm(what, id);
        if (RESERVED.contains(id)) {
            throw new RefusedException(what + " `" + id + "` is a reserved word of experiment files. Choose another.");
        }
    }
}
