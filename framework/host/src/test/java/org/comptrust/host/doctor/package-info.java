@NullMarked
package org.comptrust.host.doctor;

import org.jspecify.annotations.NullMarked;
