package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.transpose.Transposition;
import jdk.incubator.vector.FloatVector;

/**
 * Products of one or two rows of A and a transposed B: a block of B is transposed in registers into scratch memory of the
 * first-level cache, and multiplied by the rows before the next one.
 */
final class FewRowsTransposed {

    /** With more B is packed. */
    private static final int MOST_ROWS = 2;

    /** Columns of B in a block. */
    private static final int COLUMNS = 4 * LANES;

    /** Steps of a block. The first has those before the first cache line too, the last what is less than a vector. */
    private static final int STEPS = 64;

    private FewRowsTransposed() {}

    /** Whether a product with a transposed B is one of these. */
    static boolean serves(int m, int n, int k) {
        return m <= MOST_ROWS && Transposition.inRegisters(n, k);
    }

    /** Computes the product of {@code call}. */
    static void multiply(GemmCall call) {
        Operand c = call.c;
        int sums = call.m * call.k;
        float[] rows = Scratch.take(sums + call.m * COLUMNS);
        float[] block = CacheLines.take((STEPS + CacheLines.FLOATS + LANES) * COLUMNS);
        copyRows(call, rows);
        for (int j = 0; j < call.n; j += COLUMNS) {
            int columns = Math.min(COLUMNS, call.n - j);
            int at = c.at(0, j);
            FewRows.start(call.beta, c.data, at, c.ld, call.m, columns);
            for (int i = 0; i < call.m; i++) {
                System.arraycopy(c.data, at + i * c.ld, rows, sums + i * COLUMNS, columns);
            }
            columns(call, j, columns, block, rows, sums);
            for (int i = 0; i < call.m; i++) {
                System.arraycopy(rows, sums + i * COLUMNS, c.data, at + i * c.ld, columns);
            }
            Finish.tile(c.data, at, c.ld, call.m, columns, call.epilogue, call.bias, call.biasOff + j);
        }
        Scratch.give(block);
        Scratch.give(rows);
    }

    /** Copies the rows of A, times alpha, one after the other. */
    private static void copyRows(GemmCall call, float[] to) {
        for (int i = 0, at = 0; i < call.m; i++) {
            for (int p = 0; p < call.k; p++, at++) {
                to[at] = call.alpha * call.a.data[call.a.at(i, p)];
            }
        }
    }

    /** Adds the products of so many columns from {@code j} on to the sums. */
    private static void columns(GemmCall call, int j, int columns, float[] block, float[] rows, int sums) {
        Operand b = call.b;
        int first = b.at(0, j);
        int head = CacheLines.head(b.data, first, b.ld);
        for (int p = 0, end; p < call.k; p = end) {
            end = (p == 0 ? head : p) + STEPS;
            end = end + LANES <= call.k ? end : call.k;
            Transposition.block(b.data, first + p, b.ld, block, CacheLines.FIRST, COLUMNS, columns, end - p);
            for (int i = 0; i < call.m; i++) {
                add(rows, i * call.k + p, end - p, block, rows, sums + i * COLUMNS);
            }
        }
    }

    /** {@code c[cOff + j] += sum over p of a[aOff + p] * block[p][j]}, continued as chains. */
    private static void add(float[] a, int aOff, int steps, float[] block, float[] c, int cOff) {
        FloatVector s = fromArray(F32, c, cOff);
        FloatVector t = fromArray(F32, c, cOff + LANES);
        FloatVector u = fromArray(F32, c, cOff + 2 * LANES);
        FloatVector v = fromArray(F32, c, cOff + 3 * LANES);
        int b = CacheLines.FIRST;
        for (int p = aOff; p < aOff + steps; p++, b += COLUMNS) {
            FloatVector x = broadcast(F32, a[p]);
            s = x.fma(fromArray(F32, block, b), s);
            t = x.fma(fromArray(F32, block, b + LANES), t);
            u = x.fma(fromArray(F32, block, b + 2 * LANES), u);
            v = x.fma(fromArray(F32, block, b + 3 * LANES), v);
        }
        s.intoArray(c, cOff);
        t.intoArray(c, cOff + LANES);
        u.intoArray(c, cOff + 2 * LANES);
        v.intoArray(c, cOff + 3 * LANES);
    }
}
