package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;

/**
 * What follows the last step of a chain: a bias and an activation, applied to a tile that the micro-kernel has just
 * stored and that is still in the first-level cache. Inside the micro-kernel it would not fit: C2 stops inlining vector
 * operations at 18,000 nodes, and one that is not inlined allocates.
 */
public final class Finish {

    /** Adds a bias, one value a column. */
    public static final int BIAS = 1;

    /** Applies the rectified linear unit. */
    public static final int RELU = 2;

    private Finish() {}

    /** Finishes a tile of {@code rows x columns} elements; {@code finish} holds bits of this class. */
    public static void tile(
            float[] c, int cOff, int ldc, int rows, int columns, int finish, float[] bias, int biasOff) {
        if (finish == 0) {
            return;
        }
        int whole = F32.loopBound(columns);
        for (int l = 0; l < whole; l += LANES) {
            column(c, cOff + l, ldc, rows, finish, bias, biasOff + l);
        }
        for (int i = 0; i < rows && whole < columns; i++) {
            rows(c, cOff + i * ldc + whole, 1, columns - whole, finish, bias, biasOff + whole);
        }
    }

    private static void column(float[] c, int cOff, int ldc, int rows, int finish, float[] bias, int biasOff) {
        if ((finish & BIAS) != 0) {
            var b = fromArray(F32, bias, biasOff);
            boolean relu = (finish & RELU) != 0;
            for (int i = 0, at = cOff; i < rows; i++, at += ldc) {
                var x = fromArray(F32, c, at).add(b);
                (relu ? relu(x) : x).intoArray(c, at);
            }
        } else {
            for (int i = 0, at = cOff; i < rows; i++, at += ldc) {
                relu(fromArray(F32, c, at)).intoArray(c, at);
            }
        }
    }

    /** Finishes {@code rows x cols} elements that lie without a gap. */
    public static void rows(float[] c, int cOff, int rows, int cols, int finish, float[] bias, int biasOff) {
        if ((finish & BIAS) != 0) {
            for (int i = 0, at = cOff; i < rows; i++, at += cols) {
                addBias(c, at, cols, bias, biasOff);
            }
        }
        if ((finish & RELU) != 0) {
            relu(c, cOff, rows * cols);
        }
    }

    private static void addBias(float[] c, int cOff, int n, float[] bias, int biasOff) {
        int j = 0;
        for (int end = F32.loopBound(n); j < end; j += LANES) {
            fromArray(F32, c, cOff + j).add(fromArray(F32, bias, biasOff + j)).intoArray(c, cOff + j);
        }
        for (; j < n; j++) {
            c[cOff + j] += bias[biasOff + j];
        }
    }

    private static void relu(float[] c, int cOff, int n) {
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            relu(fromArray(F32, c, cOff + i)).intoArray(c, cOff + i);
        }
        for (; i < n; i++) {
            c[cOff + i] = c[cOff + i] <= 0f ? 0f : c[cOff + i];
        }
    }

    /**
     * {@code max(x, 0)} that keeps NaN: the rule of {@code Relu}. A comparison and a blend, because on x86 {@code max}
     * takes extra steps to keep NaN.
     */
    public static FloatVector relu(FloatVector x) {
        return x.blend(0f, x.compare(LE, 0f));
    }
}
