package dev.lanewise.kernels.internal.reduce;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.MIN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Searches of a vector whose answer does not depend on the order: least value, place of the greatest, finiteness. */
public final class Extremes {

    private static final int MAGNITUDE = 0x7FFF_FFFF;
    private static final int INFINITY = 0x7F80_0000;

    private Extremes() {}

    /** As {@link RowReduction#max}, the least; {@code Infinity} for {@code n = 0}. */
    public static float min(float[] x, int xOff, int n) {
        FloatVector v0 = FloatVector.broadcast(F32, Float.POSITIVE_INFINITY);
        FloatVector v1 = v0;
        int i = 0;
        for (; i <= n - 2 * LANES; i += 2 * LANES) {
            v0 = v0.min(fromArray(F32, x, xOff + i));
            v1 = v1.min(fromArray(F32, x, xOff + i + LANES));
        }
        float least = v0.min(v1).reduceLanes(MIN);
        for (; i < n; i++) {
            least = Math.min(least, x[xOff + i]);
        }
        return least;
    }

    /** Index of the first NaN, or else of the first of the greatest elements; {@code n >= 1}. */
    public static int argmax(float[] x, int xOff, int n) {
        float greatest = RowReduction.max(x, xOff, n);
        int i = 0;
        if (!Float.isNaN(greatest)) {
            for (int end = F32.loopBound(n); i < end; i += LANES) {
                var equal = fromArray(F32, x, xOff + i).compare(EQ, greatest);
                if (equal.anyTrue()) {
                    return i + equal.firstTrue();
                }
            }
            while (x[xOff + i] != greatest) {
                i++;
            }
            return i;
        }
        while (!Float.isNaN(x[xOff + i])) {
            i++;
        }
        return i;
    }

    /** Whether no element is NaN or infinite: the greatest magnitude, as bits, stays below those of infinity. */
    public static boolean allFinite(float[] x, int xOff, int n) {
        IntVector v0 = IntVector.zero(I32);
        IntVector v1 = v0;
        int i = 0;
        for (; i <= n - 2 * LANES; i += 2 * LANES) {
            v0 = v0.max(fromArray(F32, x, xOff + i).reinterpretAsInts().and(MAGNITUDE));
            v1 = v1.max(fromArray(F32, x, xOff + i + LANES).reinterpretAsInts().and(MAGNITUDE));
        }
        boolean finite = v0.max(v1).reduceLanes(MAX) < INFINITY;
        for (; i < n; i++) {
            finite &= Float.isFinite(x[xOff + i]);
        }
        return finite;
    }
}
