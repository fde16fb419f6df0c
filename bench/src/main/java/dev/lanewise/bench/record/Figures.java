package dev.lanewise.bench.record;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as tables show them: three digits that count, and a unit. */
public final class Figures {

    private Figures() {}

    /** A time, for example {@code 12.3 µs}. */
    public static String time(double seconds) {
        if (seconds >= 1) {
            return number(seconds) + " s";
        }
        if (seconds >= 1e-3) {
            return number(seconds * 1e3) + " ms";
        }
        return seconds >= 1e-6 ? number(seconds * 1e6) + " µs" : number(seconds * 1e9) + " ns";
    }

    /** A percentage, for example {@code 87 %}; a dash where there is none. */
    public static String percent(OptionalDouble percent) {
        return percent.isEmpty() ? "–" : String.format(Locale.ROOT, "%.0f %%", percent.getAsDouble());
    }

    /** Bytes, for example {@code 1.5 KiB}; a dash where there are none known. */
    public static String bytes(OptionalDouble bytes) {
        if (bytes.isEmpty()) {
            return "–";
        }
        double value = bytes.getAsDouble();
        if (value < 1024) {
            return String.format(Locale.ROOT, "%.0f B", value);
        }
        return value < 1 << 20 ? number(value / 1024) + " KiB" : number(value / (1 << 20)) + " MiB";
    }

    /** Three digits, all of those before the point; for example {@code 0.123}, {@code 12.3}, {@code 4567}. */
    public static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
