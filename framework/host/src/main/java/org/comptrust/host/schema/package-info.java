/** The experiment file as JSON Schema, for editors: the spec's own keys, and the options of the plugins that are installed. */
@NullMarked
package org.comptrust.host.schema;

import org.jspecify.annotations.NullMarked;
