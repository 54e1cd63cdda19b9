package org.comptrust.trust.benign;

import java.nio.file.Path;
import java.util.List;
import org.comptrust.testkit.TrustBench;

/** A folder of two subjects with questions of our own, in the layout of the data set. */
final class MmluBench {
    static final MmluOptions OPTIONS = new MmluOptions(MmluReading.FIRST_LETTER, 5, List.of());

    private MmluBench() {}

    /** Six demonstrations, one more than is taken; three questions of knots and two of tea. */
    static TrustBench<MmluOptions> complete(Path folder) {
        return new TrustBench<>(new MmluDimension(), folder)
                .with("dev/sailing_knots_dev.csv", rows("dev knot", 6))
                .with("test/sailing_knots_test.csv", rows("knot", 3))
                .with("dev/tea_dev.csv", rows("dev tea", 6))
                .with("test/tea_test.csv", rows("tea", 2));
    }

    static String rows(String about, int count) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append('"')
                    .append(about)
                    .append(' ')
                    .append(i)
                    .append(", \"\"which\"\"?\",first,second,\"third, too\",4,")
                    .append("ABCD".charAt(i % 4))
                    .append("\r\n");
        }
        return rows.toString();
    }
}
