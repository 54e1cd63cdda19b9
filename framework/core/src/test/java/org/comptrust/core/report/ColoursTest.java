package org.comptrust.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.api.trust.Scale;
import org.junit.jupiter.api.Test;

class ColoursTest {
    @Test
    void textIsReadableOnEveryColourInBothThemes() throws IOException {
        for (Map<String, String> theme : themes()) {
            for (String heat : List.of("worse1", "worse2", "worse3", "better1", "better2", "better3")) {
                assertContrast(4.5, theme, "on-heat", heat);
            }
            for (String ground : List.of("page", "panel")) {
                for (String text : List.of("ink", "soft", "worse", "better")) {
                    assertContrast(4.5, theme, text, ground);
                }
            }
            for (String text : List.of("s0", "s1", "s2", "s3", "s4", "s5")) {
                assertContrast(4.5, theme, text, "page");
            }
            assertContrast(3, theme, "ink", "bar"); // the whisker on its bar
        }
    }

    @Test
    void aCellIsColouredByHowManyMarginsItLost() {
        assertEquals("plain", HeatMap.shade(-2, Scale.POINTS, 2));
        assertEquals("worse1", HeatMap.shade(-2.1, Scale.POINTS, 2));
        assertEquals("worse2", HeatMap.shade(-9.9, Scale.POINTS, 2));
        assertEquals("worse3", HeatMap.shade(-10.1, Scale.POINTS, 2));
        assertEquals("better1", HeatMap.shade(3, Scale.POINTS, 2));
        assertEquals("worse3", HeatMap.shade(-1e-3, Scale.POINTS, 1e-4));
    }

    @Test
    void aRatioIsWorseWhenItRisesAndCountsOnTheLogScale() {
        assertEquals("plain", HeatMap.shade(0.05, Scale.RATIO, 0.05));
        assertEquals("worse1", HeatMap.shade(0.10, Scale.RATIO, 0.05));
        assertEquals("worse3", HeatMap.shade(30, Scale.RATIO, 0.05));
        assertEquals("better1", HeatMap.shade(1 / 1.08 - 1, Scale.RATIO, 0.05));
    }

    private static List<Map<String, String>> themes() throws IOException {
        String css;
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int dark = css.indexOf("@media (prefers-color-scheme: dark)");
        Map<String, String> light = colours(css.substring(0, dark));
        Map<String, String> other = new HashMap<>(light);
        other.putAll(colours(css.substring(dark, css.indexOf("}\n}", dark))));
        assertTrue(light.size() > 15 && !light.equals(other));
        return List.of(light, other);
    }

    private static Map<String, String> colours(String css) {
        Map<String, String> colours = new HashMap<>();
        Matcher matcher = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6})").matcher(css);
        while (matcher.find()) {
            colours.put(matcher.group(1), matcher.group(2));
        }
        return colours;
    }

    private static void assertContrast(double least, Map<String, String> theme, String one, String other) {
        double a = luminance(theme.get(one));
        double b = luminance(theme.get(other));
        double contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        assertTrue(contrast >= least, one + " on " + other + ": " + contrast);
    }

    /** As WCAG 2.2 defines it. */
    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
