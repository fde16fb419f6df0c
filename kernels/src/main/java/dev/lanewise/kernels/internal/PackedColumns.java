package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.roundUp;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.Scratch;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * A block of B, packed by all threads of a pool into panels that begin where cache lines do.
 *
 * <p>The rows of B are read on from end to end, as they lie in memory: of a matrix that comes from there, every row a
 * panel's width at a time would take twice as long. So the threads share the steps, and a step is written to all panels.
 * From one panel to the next it is an odd number of steps: after an even one, the panels' lines of a step would fall
 * into few places of the first-level cache.
 *
 * <p>Of a small B, and of a transposed one, the threads share the columns: most panels are then used where they were packed.
 */
final class PackedColumns implements IndexedTask {

    /** Columns that a task packs at most where columns are shared. */
    private static final int COLUMNS_PER_TASK = 4 * COLUMNS;

    /** Steps that are packed at a time, whole panels and the rest of the row, and the fewest of a task. */
    private static final int STEPS = 16;

    /** Floats of B, 256 KiB, up to which its rows are in a cache anyway. */
    private static final int SMALL = 1 << 16;

    private static final float[] EMPTY = {};

    /** The panels. */
    float[] data = EMPTY;

    private final Operand b = new Operand();
    private int row;
    private int column;
    private int steps;
    private int columns;
    private boolean wide;
    private boolean narrowRest;
    private boolean byColumns;
    private int perTask;

    /** Takes the matrix, and how its columns are cut: {@code wide} panels, and one of a vector if it is the last. */
    void of(Operand b, boolean wide, boolean narrowRest) {
        this.b.set(b.data, b.off, b.ld, b.transposed);
        this.wide = wide;
        this.narrowRest = narrowRest;
    }

    /** Takes panels for {@code steps} rows from {@code row} on and {@code columns} columns from {@code column} on. */
    void block(int row, int steps, int column, int columns) {
        this.row = row;
        this.steps = steps;
        this.column = column;
        this.columns = columns;
        data = CacheLines.take(roundUp(columns, COLUMNS) * (steps | 1));
    }

    /** Packs the block, in about {@code tasks} parts if there is enough to do. */
    void pack(WorkerPool pool, int tasks) {
        byColumns = b.transposed || tasks > 1 && steps * columns <= SMALL;
        if (byColumns) {
            int even = roundUp(Math.ceilDiv(columns, pool.threads()), Tiles.columns(wide));
            perTask = Math.min(even, COLUMNS_PER_TASK);
            pool.run(Math.ceilDiv(columns, perTask), this);
        } else {
            perTask = roundUp(Math.max(1, Math.ceilDiv(steps, tasks)), STEPS);
            pool.run(Math.ceilDiv(steps, perTask), this);
        }
    }

    /** Gives the panels back, and forgets the matrix. */
    void giveBack() {
        b.clear();
        Scratch.give(data);
        data = EMPTY;
    }

    /** Where the panel that begins with column {@code j} of the block lies. */
    int at(int j) {
        return CacheLines.FIRST + j * (steps | 1);
    }

    /** Columns of the next panel where {@code left} columns are left. */
    int columns(int left) {
        return narrowRest && left <= Lanes.LANES ? Lanes.LANES : Tiles.columns(wide, left);
    }

    @Override
    public void run(int index) {
        int from = index * perTask;
        if (b.transposed) {
            packTransposed(from, Math.min(columns, from + perTask));
        } else if (byColumns) {
            packSteps(0, steps, from, Math.min(columns, from + perTask));
        } else {
            packSteps(from, Math.min(steps, from + perTask), 0, columns);
        }
    }

    private void packSteps(int from, int end, int fromColumn, int endColumn) {
        for (int p = from; p < end; p += STEPS) {
            pack(p, Math.min(STEPS, end - p), fromColumn, endColumn);
        }
    }

    private void pack(int p, int count, int from, int end) {
        int width = columns(columns - from);
        int whole = (end - from) / width;
        int panel = (steps | 1) * width;
        int at = b.at(row + p, column + from);
        Panels.packWhole(b.data, at, b.ld, count, whole, width, data, at(from) + p * width, panel);
        for (int j = from + whole * width; j < end; j += width) {
            width = columns(columns - j);
            int cols = Math.min(width, columns - j);
            Panels.pack(b.data, b.at(row + p, column + j), b.ld, count, cols, width, data, at(j) + p * width);
        }
    }

    private void packTransposed(int from, int end) {
        for (int j = from, width; j < end; j += width) {
            width = columns(columns - j);
            int cols = Math.min(width, columns - j);
            Panels.packTransposed(b.data, b.at(row, column + j), b.ld, steps, cols, width, data, at(j));
        }
    }
}
