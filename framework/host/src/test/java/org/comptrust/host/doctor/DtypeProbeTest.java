package org.comptrust.host.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DtypeProbeTest {
    @Test
    void roundingIsNotTakenForALittleSpeed() {
        assertEquals("float32", new DtypeProbe(100, 140).automatic());
        assertEquals("about equal", new DtypeProbe(100, 105).faster());
    }

    @Test
    void whereBfloat16IsQuickerByFarItIsChosen() {
        assertEquals("bfloat16", new DtypeProbe(100, 300).automatic());
        assertEquals("bfloat16", new DtypeProbe(100, 300).faster());
    }
}
