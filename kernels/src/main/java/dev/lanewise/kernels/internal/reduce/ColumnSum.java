package dev.lanewise.kernels.internal.reduce;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.F64;
import static jdk.incubator.vector.VectorOperators.F2D;

import dev.lanewise.kernels.internal.Lanes;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * Sums of the columns of a matrix without gaps, in double precision, shared among the threads of a pool.
 *
 * <p>Narrow rows are first put side by side: {@code fold = max(1, 64 / cols)} rows make a wide one of
 * {@code fold * cols} columns, so that ten columns fill a vector as well as a hundred do. The wide rows are cut into
 * chunks whose size depends on the shape alone; a task sums {@link #BLOCK} columns of a chunk, four rows at a time.
 *
 * <pre>
 *   wide row 0   | row 0 | row 1 | ... | row fold-1 |      chunk 0 --&gt; partial 0 --.
 *   wide row 1   | row fold | ...                   |      chunk 1 --&gt; partial 1 --+--&gt; wide sums --&gt; fold --&gt; out
 * </pre>
 *
 * Partial sums are added from the first chunk to the last, then the {@code fold} parts from the first to the last.
 *
 * <p>{@link #run} sums a matrix that is there; a kernel that makes one can {@link #borrow} a sum and {@link #add} its rows
 * while they are in the cache, with the same bits.
 */
public final class ColumnSum implements IndexedTask {

    /** Columns of a task: their sums, 8 KiB, stay in the first-level cache. */
    private static final int BLOCK = 1024;

    /** A chunk has at least this many elements, so that merging costs little, ... */
    private static final int CHUNK = 1 << 16;

    /** ... at least this many wide rows, so that the partial sums stay small beside the matrix, ... */
    private static final int LEAST_ROWS = 64;

    /** ... and there are at most this many. */
    private static final int MOST_CHUNKS = 64;

    private static final int WIDE = Lanes.VIRTUAL_LANES;
    private static final int LANES = F64.length();

    private static final float[] NONE = {};
    private static final Recycler<ColumnSum> SUMS = new Recycler<>(ColumnSum::new);

    private float[] x = NONE;
    private int xOff;
    private int cols;
    private int wideRows;
    private int wide;
    private int rest;
    private int rowsPerChunk;
    private int blocks;
    private double[] partials = {};

    private ColumnSum() {}

    /** {@code out[c] = sum x[r][c]}; 0 without rows. */
    public static void run(WorkerPool pool, int rows, int cols, float[] x, int xOff, float[] out, int outOff) {
        if (rows == 0 || cols == 0) {
            Arrays.fill(out, outOff, outOff + cols, 0f);
            return;
        }
        ColumnSum sum = borrow(rows, cols);
        sum.addAll(pool, x, xOff);
        sum.finish(x, xOff, out, outOff);
    }

    /** A sum over {@code rows > 0} rows of {@code cols > 0} columns, to be fed and {@link #finish}ed by the caller. */
    public static ColumnSum borrow(int rows, int cols) {
        ColumnSum sum = SUMS.take();
        int fold = Math.clamp(WIDE / cols, 1, rows);
        sum.cols = cols;
        sum.wide = fold * cols;
        sum.wideRows = rows / fold;
        sum.rest = rows % fold * cols;
        sum.rowsPerChunk = Math.max(Math.max(CHUNK / sum.wide, LEAST_ROWS), (sum.wideRows - 1) / MOST_CHUNKS + 1);
        sum.blocks = (sum.wide - 1) / BLOCK + 1;
        if (sum.partials.length < (long) sum.chunks() * sum.wide) {
            sum.partials = new double[Math.multiplyExact(sum.chunks(), sum.wide)];
        }
        return sum;
    }

    /** Parts of the matrix that may be summed in any order and at the same time. */
    public int chunks() {
        return (wideRows - 1) / rowsPerChunk + 1;
    }

    /** Elements of a chunk; the last may have fewer. */
    public int chunkElements() {
        return rowsPerChunk * wide;
    }

    /** Elements of all chunks; what lies behind them is left to {@link #finish}. */
    public int elements() {
        return wideRows * wide;
    }

    /** What {@link #add} takes at a time is a multiple of this, but for the last elements of a chunk. */
    public int step() {
        return 4 * wide;
    }

    /** Adds all chunks of the matrix x. */
    public void addAll(WorkerPool pool, float[] x, int xOff) {
        this.x = x;
        this.xOff = xOff;
        pool.run(chunks() * blocks, this);
        this.x = NONE;
    }

    /** Starts a chunk. */
    public void clear(int chunk) {
        Arrays.fill(partials, chunk * wide, (chunk + 1) * wide, 0.0);
    }

    /** Adds the next {@code n} elements of a chunk. */
    public void add(int chunk, float[] x, int xOff, int n) {
        for (int column = 0; column < wide; column += BLOCK) {
            block(x, xOff + column, n / wide, Math.min(wide - column, BLOCK), wide, partials, chunk * wide + column);
        }
    }

    /** Combines the chunks of the matrix x into {@code out} and ends the loan. */
    public void finish(float[] x, int xOff, float[] out, int outOff) {
        for (int chunk = 1, chunks = chunks(); chunk < chunks; chunk++) {
            add(partials, 0, partials, chunk * wide, wide);
        }
        oneRow(x, xOff + elements(), rest, partials, 0);
        for (int part = cols; part < wide; part += cols) {
            add(partials, 0, partials, part, cols);
        }
        for (int c = 0; c < cols; c++) {
            out[outOff + c] = (float) partials[c];
        }
        SUMS.give(this);
    }

    @Override
    public void run(int index) {
        int chunk = index / blocks;
        int column = index % blocks * BLOCK;
        int from = chunk * rowsPerChunk;
        int rows = Math.min(wideRows - from, rowsPerChunk);
        int count = Math.min(wide - column, BLOCK);
        int sumsOff = chunk * wide + column;
        Arrays.fill(partials, sumsOff, sumsOff + count, 0.0);
        block(x, xOff + from * wide + column, rows, count, wide, partials, sumsOff);
    }

    /** {@code sums[s] += sum x[r][c]} over {@code rows} rows {@code ld} apart, from column {@code x[xOff]} on. */
    private static void block(float[] x, int xOff, int rows, int cols, int ld, double[] sums, int sumsOff) {
        int r = 0;
        int at = xOff;
        for (; r + 4 <= rows; r += 4, at += 4 * ld) {
            fourRows(x, at, cols, ld, sums, sumsOff);
        }
        for (; r < rows; r++, at += ld) {
            oneRow(x, at, cols, sums, sumsOff);
        }
    }

    /** Without helpers of its own: where C2 finds the loop too rare to inline them, their vectors would be objects. */
    private static void fourRows(float[] x, int at, int cols, int ld, double[] sums, int sumsOff) {
        int c = 0;
        for (int end = vectors(x, at + 3 * ld, cols); c < end; c += LANES) {
            var r0 = (DoubleVector) FloatVector.fromArray(F32, x, at + c).convertShape(F2D, F64, 0);
            var r1 = (DoubleVector) FloatVector.fromArray(F32, x, at + ld + c).convertShape(F2D, F64, 0);
            var r2 = (DoubleVector)
                    FloatVector.fromArray(F32, x, at + 2 * ld + c).convertShape(F2D, F64, 0);
            var r3 = (DoubleVector)
                    FloatVector.fromArray(F32, x, at + 3 * ld + c).convertShape(F2D, F64, 0);
            DoubleVector.fromArray(F64, sums, sumsOff + c)
                    .add(r0.add(r1).add(r2.add(r3)))
                    .intoArray(sums, sumsOff + c);
        }
        for (; c < cols; c++) {
            double pair = (double) x[at + c] + x[at + ld + c];
            sums[sumsOff + c] += pair + ((double) x[at + 2 * ld + c] + x[at + 3 * ld + c]);
        }
    }

    private static void oneRow(float[] x, int at, int cols, double[] sums, int sumsOff) {
        int c = 0;
        for (int end = vectors(x, at, cols); c < end; c += LANES) {
            var row = (DoubleVector) FloatVector.fromArray(F32, x, at + c).convertShape(F2D, F64, 0);
            DoubleVector.fromArray(F64, sums, sumsOff + c).add(row).intoArray(sums, sumsOff + c);
        }
        for (; c < cols; c++) {
            sums[sumsOff + c] += x[at + c];
        }
    }

    /** Columns of a row at {@code x[at]} that whole vectors cover, such that as many floats again follow. */
    private static int vectors(float[] x, int at, int cols) {
        return F64.loopBound(Math.clamp(x.length - at - LANES, 0, cols));
    }

    private static void add(double[] sums, int sumsOff, double[] terms, int termsOff, int n) {
        for (int i = 0; i < n; i++) {
            sums[sumsOff + i] += terms[termsOff + i];
        }
    }
}
