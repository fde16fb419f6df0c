package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;

/**
 * 4 channels x 3 vectors of pixels: 12 accumulators, 3 vectors of pixels and 1 weight fill 16 vector registers.
 *
 * <pre>
 *                  x + place[p]: 3 vectors of pixels
 *                 +-----+-----+-----+
 *   w + 4 p + 0   | c0a | c0b | c0c |  y row 0
 *   w + 4 p + 1   | c1a | c1b | c1c |  y row 1
 *   w + 4 p + 2   | c2a | c2b | c2c |  y row 2
 *   w + 4 p + 3   | c3a | c3b | c3c |  y row 3
 *                 +-----+-----+-----+
 * </pre>
 */
final class Planes4x3 {

    /** Vectors of pixels. */
    static final int VECTORS = 3;

    private Planes4x3() {}

    /** Multiplies one tile; arguments as in {@link PlaneRows}. */
    static void multiply(float[] x, int xOff, int[] place, int steps, float[] w, int wOff, float[] y, int yOff) {
        FloatVector c0a = zero(F32);
        FloatVector c0b = zero(F32);
        FloatVector c0c = zero(F32);
        FloatVector c1a = zero(F32);
        FloatVector c1b = zero(F32);
        FloatVector c1c = zero(F32);
        FloatVector c2a = zero(F32);
        FloatVector c2b = zero(F32);
        FloatVector c2c = zero(F32);
        FloatVector c3a = zero(F32);
        FloatVector c3b = zero(F32);
        FloatVector c3c = zero(F32);
        for (int p = 0; p < steps; p++) {
            int at = xOff + place[p];
            FloatVector xa = fromArray(F32, x, at);
            FloatVector xb = fromArray(F32, x, at + LANES);
            FloatVector xc = fromArray(F32, x, at + 2 * LANES);
            FloatVector w0 = broadcast(F32, w[wOff + 4 * p]);
            c0a = xa.fma(w0, c0a);
            c0b = xb.fma(w0, c0b);
            c0c = xc.fma(w0, c0c);
            FloatVector w1 = broadcast(F32, w[wOff + 4 * p + 1]);
            c1a = xa.fma(w1, c1a);
            c1b = xb.fma(w1, c1b);
            c1c = xc.fma(w1, c1c);
            FloatVector w2 = broadcast(F32, w[wOff + 4 * p + 2]);
            c2a = xa.fma(w2, c2a);
            c2b = xb.fma(w2, c2b);
            c2c = xc.fma(w2, c2c);
            FloatVector w3 = broadcast(F32, w[wOff + 4 * p + 3]);
            c3a = xa.fma(w3, c3a);
            c3b = xb.fma(w3, c3b);
            c3c = xc.fma(w3, c3c);
        }
        c0a.intoArray(y, yOff);
        c0b.intoArray(y, yOff + LANES);
        c0c.intoArray(y, yOff + 2 * LANES);
        yOff += VECTORS * LANES;
        c1a.intoArray(y, yOff);
        c1b.intoArray(y, yOff + LANES);
        c1c.intoArray(y, yOff + 2 * LANES);
        yOff += VECTORS * LANES;
        c2a.intoArray(y, yOff);
        c2b.intoArray(y, yOff + LANES);
        c2c.intoArray(y, yOff + 2 * LANES);
        yOff += VECTORS * LANES;
        c3a.intoArray(y, yOff);
        c3b.intoArray(y, yOff + LANES);
        c3c.intoArray(y, yOff + 2 * LANES);
    }
}
