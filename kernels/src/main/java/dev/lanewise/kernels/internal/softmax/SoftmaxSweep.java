package dev.lanewise.kernels.internal.softmax;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.MIN;

import dev.lanewise.kernels.internal.math.Exponential;
import dev.lanewise.kernels.internal.reduce.RowReduction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Softmax in sweeps along three neighbouring rows. A sweep seeks the maximum of the next row, takes the exponentials of its
 * own and writes the quotients of the one before: x and y travel while exponentials are computed.
 *
 * <pre>
 *   x[r + 1]  -&gt; maximum
 *   x[r]      -&gt; e      exp(x - maximum); the sum of e follows
 *   e before  -&gt; y[r - 1]
 * </pre>
 */
final class SoftmaxSweep {

    /**
     * Most columns. Two rows of x and two of e stay in the first-level cache; in the second-level cache five streams are
     * too many for what fetches lines in advance, and each line that is written waits for it.
     */
    static final int MOST_COLUMNS = 2048;

    /** Two exponentials at a time: alone, one chain of 15 operations follows another. */
    private static final int PAIR = 2 * LANES;

    /** Fewest columns: below, a sweep takes longer to begin than it saves; a rest takes a second sweep. */
    private static final int FEWEST_COLUMNS = 128;

    private static final int FEWEST_WITH_REST = 256;

    private SoftmaxSweep() {}

    /** Whether sweeps are the fastest way. */
    static boolean serves(int cols) {
        return cols >= (cols % PAIR == 0 ? FEWEST_COLUMNS : FEWEST_WITH_REST) && cols <= MOST_COLUMNS;
    }

    /** Elements of {@code e}, from its first one on. */
    static int buffer(int cols) {
        return 2 * PaddedRows.pitch(cols) + RowReduction.SUM;
    }

    /** The softmax of {@code rows} rows, one behind the other. */
    static void rows(float[] x, int xOff, float[] y, int yOff, int rows, int cols, float[] e, int eOff) {
        int pitch = PaddedRows.pitch(cols);
        PaddedRows.fillRest(e, eOff, cols, 0f);
        PaddedRows.fillRest(e, eOff + pitch, cols, 0f);
        int paired = cols - cols % PAIR;
        int sum = eOff + 2 * pitch;
        float max = PaddedRows.greatest(x, xOff, cols);
        float factor = 0f;
        for (int r = 0; r < rows; r++) {
            int now = eOff + r % 2 * pitch;
            int before = eOff + (r + 1) % 2 * pitch;
            int at = xOff + r * cols;
            int next = r + 1 < rows ? at + cols : at;
            float[] out = r > 0 ? y : e; // what the first sweep writes is overwritten with its exponentials
            int to = r > 0 ? yOff + (r - 1) * cols : now;
            float none = Float.NEGATIVE_INFINITY;
            float following = sweep(x, at, next, max, none, e, now, before, factor, out, to, paired);
            if (paired < cols) {
                int i = cols - PAIR;
                following =
                        sweep(x, at + i, next + i, max, following, e, now + i, before + i, factor, out, to + i, PAIR);
            }
            max = following;
            RowReduction.sums(e, now, 1, pitch, e, sum);
            factor = 1f / e[sum];
        }
        int done = rows - 1;
        PaddedRows.affine(e, eOff + done % 2 * pitch, factor, 0f, y, yOff + done * cols, cols);
    }

    /**
     * {@code e[now] = exp(x[at] - max)} and {@code y[to] = e[before] factor}, for {@code n} elements.
     *
     * <p>Longer than 325 bytecodes, so that C2 compiles it by itself (FreqInlineSize): inside of the loop over rows it would
     * keep addresses in vector registers, and take half as long again. Methods of ours come first, for C2 would not inline
     * them any more after so many others.
     *
     * @return the greatest of {@code x[next]} and {@code known}, see {@link PaddedRows#greatest}
     */
    private static float sweep(
            float[] x,
            int at,
            int next,
            float max,
            float known,
            float[] e,
            int now,
            int before,
            float factor,
            float[] y,
            int to,
            int n) {
        assert n % PAIR == 0 : "got " + n;
        FloatVector maxima = broadcast(F32, max);
        FloatVector factors = broadcast(F32, factor);
        IntVector most0 = broadcast(F32, known).reinterpretAsInts();
        IntVector most1 = most0;
        IntVector least0 = most0;
        IntVector least1 = most0;
        for (int i = 0; i < n; i += PAIR) {
            FloatVector e0 =
                    Exponential.expNonPositive(fromArray(F32, x, at + i).sub(maxima));
            FloatVector e1 =
                    Exponential.expNonPositive(fromArray(F32, x, at + i + LANES).sub(maxima));
            IntVector x0 = fromArray(F32, x, next + i).reinterpretAsInts();
            IntVector x1 = fromArray(F32, x, next + i + LANES).reinterpretAsInts();
            FloatVector y0 = fromArray(F32, e, before + i).mul(factors);
            FloatVector y1 = fromArray(F32, e, before + i + LANES).mul(factors);
            most0 = most0.max(x0);
            most1 = most1.max(x1);
            least0 = least0.min(x0);
            least1 = least1.min(x1);
            y0.intoArray(y, to + i);
            y1.intoArray(y, to + i + LANES);
            e0.intoArray(e, now + i);
            e1.intoArray(e, now + i + LANES);
        }
        int most = most0.max(most1).reduceLanes(MAX);
        int least = least0.min(least1).reduceLanes(MIN);
        return PaddedRows.greatest(most, least);
    }
}
