package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;

/**
 * 4 channels x 6 vectors of pixels: 24 accumulators, 4 weights and 1 vector of pixels fill 29 of 32 vector registers.
 *
 * <pre>
 *                  x + place[p]: 6 vectors of pixels
 *                 +-----+-----+-- ... --+-----+
 *   w + 4 p + 0   | c0a | c0b |         | c0f |  y row 0
 *   w + 4 p + 1   | c1a | c1b |         | c1f |  y row 1
 *   w + 4 p + 2   | c2a | c2b |         | c2f |  y row 2
 *   w + 4 p + 3   | c3a | c3b |         | c3f |  y row 3
 *                 +-----+-----+-- ... --+-----+
 * </pre>
 */
final class Planes4x6 {

    /** Vectors of pixels. */
    static final int VECTORS = 6;

    private Planes4x6() {}

    /** Multiplies one tile; arguments as in {@link PlaneRows}. */
    static void multiply(float[] x, int xOff, int[] place, int steps, float[] w, int wOff, float[] y, int yOff) {
        FloatVector c0a = zero(F32);
        FloatVector c0b = zero(F32);
        FloatVector c0c = zero(F32);
        FloatVector c0d = zero(F32);
        FloatVector c0e = zero(F32);
        FloatVector c0f = zero(F32);
        FloatVector c1a = zero(F32);
        FloatVector c1b = zero(F32);
        FloatVector c1c = zero(F32);
        FloatVector c1d = zero(F32);
        FloatVector c1e = zero(F32);
        FloatVector c1f = zero(F32);
        FloatVector c2a = zero(F32);
        FloatVector c2b = zero(F32);
        FloatVector c2c = zero(F32);
        FloatVector c2d = zero(F32);
        FloatVector c2e = zero(F32);
        FloatVector c2f = zero(F32);
        FloatVector c3a = zero(F32);
        FloatVector c3b = zero(F32);
        FloatVector c3c = zero(F32);
        FloatVector c3d = zero(F32);
        FloatVector c3e = zero(F32);
        FloatVector c3f = zero(F32);
        for (int p = 0; p < steps; p++) {
            int at = xOff + place[p];
            FloatVector w0 = broadcast(F32, w[wOff + 4 * p]);
            FloatVector w1 = broadcast(F32, w[wOff + 4 * p + 1]);
            FloatVector w2 = broadcast(F32, w[wOff + 4 * p + 2]);
            FloatVector w3 = broadcast(F32, w[wOff + 4 * p + 3]);
            FloatVector xa = fromArray(F32, x, at);
            c0a = xa.fma(w0, c0a);
            c1a = xa.fma(w1, c1a);
            c2a = xa.fma(w2, c2a);
            c3a = xa.fma(w3, c3a);
            FloatVector xb = fromArray(F32, x, at + LANES);
            c0b = xb.fma(w0, c0b);
            c1b = xb.fma(w1, c1b);
            c2b = xb.fma(w2, c2b);
            c3b = xb.fma(w3, c3b);
            FloatVector xc = fromArray(F32, x, at + 2 * LANES);
            c0c = xc.fma(w0, c0c);
            c1c = xc.fma(w1, c1c);
            c2c = xc.fma(w2, c2c);
            c3c = xc.fma(w3, c3c);
            FloatVector xd = fromArray(F32, x, at + 3 * LANES);
            c0d = xd.fma(w0, c0d);
            c1d = xd.fma(w1, c1d);
            c2d = xd.fma(w2, c2d);
            c3d = xd.fma(w3, c3d);
            FloatVector xe = fromArray(F32, x, at + 4 * LANES);
            c0e = xe.fma(w0, c0e);
            c1e = xe.fma(w1, c1e);
            c2e = xe.fma(w2, c2e);
            c3e = xe.fma(w3, c3e);
            FloatVector xf = fromArray(F32, x, at + 5 * LANES);
            c0f = xf.fma(w0, c0f);
            c1f = xf.fma(w1, c1f);
            c2f = xf.fma(w2, c2f);
            c3f = xf.fma(w3, c3f);
        }
        c0a.intoArray(y, yOff);
        c0b.intoArray(y, yOff + LANES);
        c0c.intoArray(y, yOff + 2 * LANES);
        c0d.intoArray(y, yOff + 3 * LANES);
        c0e.intoArray(y, yOff + 4 * LANES);
        c0f.intoArray(y, yOff + 5 * LANES);
        yOff += VECTORS * LANES;
        c1a.intoArray(y, yOff);
        c1b.intoArray(y, yOff + LANES);
        c1c.intoArray(y, yOff + 2 * LANES);
        c1d.intoArray(y, yOff + 3 * LANES);
        c1e.intoArray(y, yOff + 4 * LANES);
        c1f.intoArray(y, yOff + 5 * LANES);
        yOff += VECTORS * LANES;
        c2a.intoArray(y, yOff);
        c2b.intoArray(y, yOff + LANES);
        c2c.intoArray(y, yOff + 2 * LANES);
        c2d.intoArray(y, yOff + 3 * LANES);
        c2e.intoArray(y, yOff + 4 * LANES);
        c2f.intoArray(y, yOff + 5 * LANES);
        yOff += VECTORS * LANES;
        c3a.intoArray(y, yOff);
        c3b.intoArray(y, yOff + LANES);
        c3c.intoArray(y, yOff + 2 * LANES);
        c3d.intoArray(y, yOff + 3 * LANES);
        c3e.intoArray(y, yOff + 4 * LANES);
        c3f.intoArray(y, yOff + 5 * LANES);
    }
}
