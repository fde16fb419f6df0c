package dev.lanewise.nn.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table as text: columns as wide as their widest cell, two spaces between them. */
public final class TextTable {

    /** Where a column's cells stand. */
    public enum Side {
        /** At the left edge. */
        LEFT,
        /** At the right edge. */
        RIGHT
    }

    private final Side[] sides;
    private final int[] widths;
    private final List<Object[]> rows = new ArrayList<>();

    /** An empty table with a column for each side. */
    public TextTable(Side... sides) {
        this.sides = sides.clone();
        widths = new int[sides.length];
    }

    /** Adds a row; cells that are missing at its end are empty. */
    public TextTable row(Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].toString().length());
        }
        rows.add(cells.clone());
        return this;
    }

    /** Adds a line across all columns. */
    public TextTable rule() {
        rows.add(new Object[0]);
        return this;
    }

    /** A whole number with commas. */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number with commas and so many digits after the point. */
    public static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    @Override
    public String toString() {
        int width = 2 * (widths.length - 1);
        for (int column : widths) {
            width += column;
        }
        StringBuilder text = new StringBuilder();
        for (Object[] cells : rows) {
            text.append(cells.length == 0 ? "-".repeat(width) : line(cells)).append('\n');
        }
        return text.toString();
    }

    private String line(Object[] cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i].toString();
            String space = " ".repeat(widths[i] - cell.length());
            line.append(sides[i] == Side.LEFT ? cell + space : space + cell).append("  ");
        }
        return line.toString().stripTrailing();
    }
}
