/** What an experiment will take: memory, disk and time, about. */
@NullMarked
package org.comptrust.host.forecast;

import org.jspecify.annotations.NullMarked;
