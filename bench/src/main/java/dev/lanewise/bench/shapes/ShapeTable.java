package dev.lanewise.bench.shapes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The shapes that the suites run, read from the one table {@code shapes.txt} beside this class. */
public final class ShapeTable {

    private static final String RESOURCE = "shapes.txt";
    private static final List<Row> ROWS = load();

    private ShapeTable() {}

    /**
     * A line of the table.
     *
     * @param suite suite that runs it
     * @param shape the shape, in the suite's own notation
     * @param subset the smallest subset that has it
     * @param source where the shape was published, or whose layer it is
     */
    public record Row(String suite, String shape, Subset subset, String source) {}

    /** All lines, in their order. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** The shapes of a suite in a subset, in the order of the table. */
    public static List<String> of(String suite, Subset subset) {
        return ROWS.stream()
                .filter(row -> row.suite.equals(suite) && row.subset.compareTo(subset) <= 0)
                .map(Row::shape)
                .toList();
    }

    private static List<Row> load() {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = ShapeTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + ShapeTable.class.getName());
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(row(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(rows);
    }

    private static Row row(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 4) {
            throw new IllegalStateException(RESOURCE + ": expected suite | shape | subset | source, got " + line);
        }
        return new Row(
                cells[0].strip(),
                cells[1].strip(),
                cells[2].strip().equals("quick") ? Subset.QUICK : Subset.FULL,
                cells[3].strip());
    }
}
