package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_M;
import static dev.lanewise.kernels.internal.tile.Tiles.PITCH;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;

import dev.lanewise.kernels.internal.conv.Patches;
import dev.lanewise.kernels.internal.tile.BlockKernel;
import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;

/**
 * The patches of a block of pixels where the rows of the window move down by one row of pixels from tap row to tap row:
 * what tap row t reads for one row of pixels, tap row t - 1 reads for the next. So a run, what a row of the window reads
 * for one pixel, is packed once, not once for each tap row.
 *
 * <pre>
 *   run (row + t) * width + column of an image: PITCH floats    tap row t of pixel (row, column), and of its
 *   ...                                                         neighbours in a tile: one run after the other
 *   the same again for the second stretch of long runs
 * </pre>
 *
 * <p>A run that reaches into the padding is packed as another one, then overwritten by zeros and by what lies inside: a
 * frame of zeros around a copy of the images would have to be written and read once more.
 *
 * <p>From one image to the next the distance is another one: a tile that straddles them has runs of its own, tap row by
 * tap row. A part is a range of tiles with the same distance. Every part but the last is whole tiles.
 *
 * <p>Mutable, because a block keeps one and fills it again: a kernel in steady state allocates nothing.
 */
final class SharedRuns {

    /** Pixels of an image below which too many tiles would straddle two. */
    private static final int PIXELS = 96;

    /** Elements of a run below which a visit to the partial sums for each tap row costs more than packing again. */
    private static final int LENGTH = 80;

    private static final int MOST_PARTS = 2 * (CONV_M / PIXELS + 2);

    private final int[] partFrom = new int[MOST_PARTS];
    private final int[] partCount = new int[MOST_PARTS];
    private final int[] partRun = new int[MOST_PARTS];
    private final int[] partDistance = new int[MOST_PARTS];
    private int parts;
    private int[] start = new int[2 * CONV_M];
    private int runs;
    private int highest;

    private int[] border = new int[CONV_M];
    private int[] borderFrom = new int[CONV_M];
    private int[] borderSkips = new int[CONV_M];
    private int[] borderLength = new int[CONV_M];
    private int borders;

    private int first;
    private int imageStep;
    private int rowStep;
    private int columnStep;
    private int height;
    private int width;
    private int taps;
    private int length;
    private int top;
    private int left;
    private int rows;
    private int rowLength;

    /** Whether it pays for {@code height x width} pixels of an image, {@code taps} tap rows and runs of a length. */
    static boolean serves(int height, int width, int taps, int length) {
        int shared = (taps - 1) * width;
        return taps > 1
                && length >= LENGTH
                && length <= 2 * CONV_K
                && height * width >= PIXELS
                && 2 * shared <= Math.min(height * width, CONV_M);
    }

    /**
     * Takes the pixels of all images, which have no padding.
     *
     * @param first where the run of the first pixel starts, for tap row 0
     * @param imageStep elements from one image to the next
     * @param rowStep elements from one row of pixels, or one tap row, to the next
     * @param columnStep elements from one pixel of a row to the next
     * @param height rows of pixels of an image
     * @param width pixels of a row
     * @param taps tap rows
     * @param length elements of a run
     */
    void set(int first, int imageStep, int rowStep, int columnStep, int height, int width, int taps, int length) {
        this.first = first;
        this.imageStep = imageStep;
        this.rowStep = rowStep;
        this.columnStep = columnStep;
        this.height = height;
        this.width = width;
        this.taps = taps;
        this.length = length;
        setPadding(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Gives the images padding: the runs of the first pixel start that many rows and pixels before the first one of the
     * image, which lies at {@code first}.
     *
     * @param top rows of padding above
     * @param left pixels of padding before a row
     * @param rows rows of an image
     * @param rowLength elements of a row, at least those of a run
     */
    void setPadding(int top, int left, int rows, int rowLength) {
        this.top = top;
        this.left = left;
        this.rows = rows;
        this.rowLength = rowLength;
    }

    /**
     * Notes the runs of pixels {@code from .. from + count - 1}, counted through all images, at most {@link Tiles#CONV_M},
     * for tiles of {@code tileRows} rows.
     */
    void list(int from, int count, int tileRows) {
        int pixels = height * width;
        parts = 0;
        runs = 0;
        borders = 0;
        highest = first;
        for (int i = 0; i < count; ) {
            int image = (from + i) / pixels;
            int pixel = (from + i) % pixels;
            int inside = Math.min(count - i, pixels - pixel);
            int whole = i + inside == count ? inside : inside / tileRows * tileRows;
            if (whole > 0) {
                addPart(i, whole, width);
                addRuns(image, pixel, whole + (taps - 1) * width);
            }
            i += whole;
            int before = inside - whole;
            if (before > 0) {
                int tile = Math.min(tileRows, count - i);
                addPart(i, tile, tile);
                for (int t = 0; t < taps; t++) {
                    addRuns(image, pixel + whole + t * width, before);
                    addRuns(image + 1, t * width, tile - before);
                }
                i += tile;
            }
        }
    }

    private void addPart(int from, int count, int distance) {
        partFrom[parts] = from;
        partCount[parts] = count;
        partRun[parts] = runs;
        partDistance[parts++] = distance;
    }

    private void addRuns(int image, int run, int count) {
        if (runs + count > start.length) {
            start = Arrays.copyOf(start, 2 * (runs + count));
        }
        int column = run % width;
        int row = run / width - top;
        for (int i = 0; i < count; row++, column = 0) {
            int rowAt = first + image * imageStep + row * rowStep;
            boolean rowInside = row >= 0 && row < rows;
            for (; column < width && i < count; column++, i++) {
                int at = (column - left) * columnStep;
                if (rowInside && at >= 0 && at <= rowLength - length) {
                    start[runs] = rowAt + at;
                    highest = Math.max(highest, rowAt + at);
                } else {
                    start[runs] = highest;
                    addBorder(rowAt, at, rowInside);
                }
                runs++;
            }
        }
    }

    private void addBorder(int rowAt, int at, boolean rowInside) {
        if (borders == border.length) {
            border = Arrays.copyOf(border, 2 * borders);
            borderFrom = Arrays.copyOf(borderFrom, 2 * borders);
            borderSkips = Arrays.copyOf(borderSkips, 2 * borders);
            borderLength = Arrays.copyOf(borderLength, 2 * borders);
        }
        int from = Math.max(at, 0);
        border[borders] = runs;
        borderFrom[borders] = rowAt + from;
        borderSkips[borders] = from - at;
        borderLength[borders++] = rowInside ? Math.max(0, Math.min(at + length, rowLength) - from) : 0;
    }

    /** Elements of a run that are packed and multiplied at a time; the last stretch of a run may have fewer. */
    static int stretch(int length) {
        return Tiles.evenly(length, CONV_K);
    }

    /** Floats that the listed runs take, packed. */
    int size() {
        return (length + stretch(length) - 1) / stretch(length) * stretchSize();
    }

    private int stretchSize() {
        return (runs + ROWS) * PITCH;
    }

    /**
     * Packs one stretch of the listed runs for {@link #multiply}.
     *
     * @param pieces the pieces of the stretch
     * @param from first element of the stretch
     * @param steps its elements
     * @param images what they are pieces of
     * @param shift where they begin, behind the places taken by {@link #set}
     * @param kernel kernel with {@link #size} floats for rows
     */
    void pack(Patches pieces, int from, int steps, float[] images, int shift, BlockKernel kernel) {
        int to = BlockKernel.ROWS_OFF + from / stretch(length) * stretchSize();
        pieces.packOneByOne(images, start, 0, runs, shift, kernel.rows, to);
        for (int i = 0; i < borders; i++) {
            int at = to + border[i] * PITCH;
            Arrays.fill(kernel.rows, at, at + steps, 0f);
            int begin = Math.max(borderSkips[i], from);
            int end = Math.min(borderSkips[i] + borderLength[i], from + steps);
            if (begin < end) {
                int inside = borderFrom[i] + begin - borderSkips[i];
                System.arraycopy(images, inside, kernel.rows, at + begin - from, end - begin);
            }
        }
        Arrays.fill(kernel.rows, to + runs * PITCH, to + (runs + ROWS - 1) * PITCH, 0f);
    }

    /**
     * Continues the columns of the panel from {@code j} on, of the listed pixels, by a stretch of tap row {@code tap}, whose
     * panel the kernel holds.
     */
    void multiply(BlockKernel kernel, int tap, int from, int steps, int j) {
        int stretchAt = from / stretch(length) * stretchSize();
        for (int part = 0; part < parts; part++) {
            int at = stretchAt + (partRun[part] + tap * partDistance[part]) * PITCH;
            kernel.multiply(
                    at,
                    partFrom[part],
                    partCount[part],
                    kernel.panel,
                    kernel.panelOff,
                    j,
                    steps,
                    tap == 0 && from == 0,
                    tap == taps - 1 && from + steps == length);
        }
    }
}
