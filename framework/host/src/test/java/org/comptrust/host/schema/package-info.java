@NullMarked
package org.comptrust.host.schema;

import org.jspecify.annotations.NullMarked;
