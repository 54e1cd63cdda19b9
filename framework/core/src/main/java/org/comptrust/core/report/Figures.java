package org.comptrust.core.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text, the same on every machine. */
final class Figures {
    private static final MathContext EXACT = new MathContext(12);

    private Figures() {}

    /** Up to twelve significant digits, without exponent where that is short. */
    static String exact(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(EXACT);
        if (rounded.signum() == 0) {
            return "0";
        }
        BigDecimal shortest = rounded.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        return exponent < -9 || exponent > 14 ? shortest.toString() : shortest.toPlainString();
    }

    /** For people: two decimals, none above a thousand. */
    static String rounded(double value) {
        return decimals(value, Math.abs(value) < 1000 ? 2 : 0);
    }

    /** A difference with its sign; zero has none. */
    static String signed(double value) {
        String text = rounded(value);
        return value > 0 && !text.matches("0(\\.0*)?") ? "+" + text : text;
    }

    /** One decimal. */
    static String tenths(double value) {
        return decimals(value, 1);
    }

    /** A difference with its sign and one decimal; zero has none. */
    static String signedTenths(double value) {
        String text = tenths(value);
        return value > 0 && !text.equals("0.0") ? "+" + text : text;
    }

    /** A fraction as percent with one decimal; nothing at all is plain 0. */
    static String percent(double fraction) {
        return (fraction == 0 ? "0" : decimals(100 * fraction, 1)) + " %";
    }

    /** Without zeros at the end. */
    static String plain(double value) {
        String text = decimals(value, 4);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** Beside an axis: as short as it goes. */
    static String tick(double value) {
        if (Math.abs(value) >= 1e5) {
            return "1e" + Math.round(Math.log10(value));
        }
        return plain(value);
    }

    /** A large number with two digits that say something. */
    static String count(long value) {
        return value < 100
                ? Long.toString(value)
                : new BigDecimal(value)
                        .round(new MathContext(2, RoundingMode.UP))
                        .toBigInteger()
                        .toString();
    }

    /** Bytes in the unit that keeps the figure short. */
    static String bytes(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : decimals(value, value < 10 ? 2 : value < 100 ? 1 : 0)) + " "
                + units[unit];
    }

    static String decimals(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        String text =
                new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }
}
