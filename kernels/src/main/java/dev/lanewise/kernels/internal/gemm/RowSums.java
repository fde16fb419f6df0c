package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * Adds the rows of B to the rows of C: eight at a time to one row, four to each two. B is read once, from end to end as it lies,
 * and so it comes from memory twice as fast as strips of it do.
 *
 * <pre>
 *   c[i] += a[i][p] b[p] + a[i][p + 1] b[p + 1] + ... + a[i][p + 7] b[p + 7]
 * </pre>
 *
 * <p>Each element of C is one chain of fused multiply-adds in the order of the steps, as in other products.
 */
final class RowSums {

    private RowSums() {}

    /**
     * {@code c[at + i * pitch + j] += sum over p of alpha a(i, p) * b[bOff + p * ldb + j]}, continued as chains.
     *
     * @param a few rows
     * @param rows number of rows, one or an even number
     * @param alpha factor of the rows
     * @param steps number of steps p
     * @param b matrix
     * @param bOff first of its elements
     * @param ldb elements from one row of it to the next
     * @param c sums
     * @param at first of them
     * @param pitch from one row of sums to the next
     * @param columns number of columns
     */
    static void add(
            Operand a,
            int rows,
            float alpha,
            int steps,
            float[] b,
            int bOff,
            int ldb,
            float[] c,
            int at,
            int pitch,
            int columns) {
        int p = 0;
        for (; rows == 1 && p + 8 <= steps; p += 8) {
            eightSteps(a, p, alpha, b, bOff + p * ldb, ldb, c, at, columns);
        }
        for (; rows % 2 == 0 && p + 4 <= steps; p += 4) {
            for (int i = 0; i < rows; i += 2) {
                fourOfTwo(a, i, p, alpha, b, bOff + p * ldb, ldb, c, at + i * pitch, pitch, columns);
            }
        }
        for (; p < steps; p++) {
            for (int i = 0; i < rows; i++) {
                step(alpha * a.data[a.at(i, p)], b, bOff + p * ldb, c, at + i * pitch, columns);
            }
        }
    }

    /** Four steps of two rows. */
    private static void fourOfTwo(
            Operand a,
            int i,
            int p,
            float alpha,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int at,
            int pitch,
            int columns) {
        float x0 = alpha * a.data[a.at(i, p)];
        float x1 = alpha * a.data[a.at(i, p + 1)];
        float x2 = alpha * a.data[a.at(i, p + 2)];
        float x3 = alpha * a.data[a.at(i, p + 3)];
        float y0 = alpha * a.data[a.at(i + 1, p)];
        float y1 = alpha * a.data[a.at(i + 1, p + 1)];
        float y2 = alpha * a.data[a.at(i + 1, p + 2)];
        float y3 = alpha * a.data[a.at(i + 1, p + 3)];
        FloatVector v0 = broadcast(F32, x0);
        FloatVector v1 = broadcast(F32, x1);
        FloatVector v2 = broadcast(F32, x2);
        FloatVector v3 = broadcast(F32, x3);
        FloatVector u0 = broadcast(F32, y0);
        FloatVector u1 = broadcast(F32, y1);
        FloatVector u2 = broadcast(F32, y2);
        FloatVector u3 = broadcast(F32, y3);
        int b1 = b0 + ldb;
        int b2 = b1 + ldb;
        int b3 = b2 + ldb;
        int next = at + pitch;
        int j = 0;
        for (int end = F32.loopBound(columns); j < end; j += LANES) {
            FloatVector w0 = fromArray(F32, b, b0 + j);
            FloatVector w1 = fromArray(F32, b, b1 + j);
            FloatVector w2 = fromArray(F32, b, b2 + j);
            FloatVector w3 = fromArray(F32, b, b3 + j);
            FloatVector s = v0.fma(w0, fromArray(F32, c, at + j));
            FloatVector t = u0.fma(w0, fromArray(F32, c, next + j));
            s = v1.fma(w1, s);
            t = u1.fma(w1, t);
            s = v2.fma(w2, s);
            t = u2.fma(w2, t);
            v3.fma(w3, s).intoArray(c, at + j);
            u3.fma(w3, t).intoArray(c, next + j);
        }
        for (; j < columns; j++) {
            c[at + j] = fma(x0, b[b0 + j], x1, b[b1 + j], x2, b[b2 + j], x3, b[b3 + j], c[at + j]);
            c[next + j] = fma(y0, b[b0 + j], y1, b[b1 + j], y2, b[b2 + j], y3, b[b3 + j], c[next + j]);
        }
    }

    /** Eight steps of the only row: twice as many as four, for half the visits to its sums. */
    private static void eightSteps(
            Operand a, int p, float alpha, float[] b, int b0, int ldb, float[] c, int at, int columns) {
        float x0 = alpha * a.data[a.at(0, p)];
        float x1 = alpha * a.data[a.at(0, p + 1)];
        float x2 = alpha * a.data[a.at(0, p + 2)];
        float x3 = alpha * a.data[a.at(0, p + 3)];
        float x4 = alpha * a.data[a.at(0, p + 4)];
        float x5 = alpha * a.data[a.at(0, p + 5)];
        float x6 = alpha * a.data[a.at(0, p + 6)];
        float x7 = alpha * a.data[a.at(0, p + 7)];
        FloatVector v0 = broadcast(F32, x0);
        FloatVector v1 = broadcast(F32, x1);
        FloatVector v2 = broadcast(F32, x2);
        FloatVector v3 = broadcast(F32, x3);
        FloatVector v4 = broadcast(F32, x4);
        FloatVector v5 = broadcast(F32, x5);
        FloatVector v6 = broadcast(F32, x6);
        FloatVector v7 = broadcast(F32, x7);
        int b1 = b0 + ldb;
        int b2 = b1 + ldb;
        int b3 = b2 + ldb;
        int b4 = b3 + ldb;
        int b5 = b4 + ldb;
        int b6 = b5 + ldb;
        int b7 = b6 + ldb;
        int j = 0;
        for (int end = F32.loopBound(columns); j < end; j += LANES) {
            FloatVector s = v0.fma(fromArray(F32, b, b0 + j), fromArray(F32, c, at + j));
            s = v1.fma(fromArray(F32, b, b1 + j), s);
            s = v2.fma(fromArray(F32, b, b2 + j), s);
            s = v3.fma(fromArray(F32, b, b3 + j), s);
            s = v4.fma(fromArray(F32, b, b4 + j), s);
            s = v5.fma(fromArray(F32, b, b5 + j), s);
            s = v6.fma(fromArray(F32, b, b6 + j), s);
            s = v7.fma(fromArray(F32, b, b7 + j), s);
            s.intoArray(c, at + j);
        }
        for (; j < columns; j++) {
            float sum = fma(x0, b[b0 + j], x1, b[b1 + j], x2, b[b2 + j], x3, b[b3 + j], c[at + j]);
            c[at + j] = fma(x4, b[b4 + j], x5, b[b5 + j], x6, b[b6 + j], x7, b[b7 + j], sum);
        }
    }

    private static float fma(
            float x0, float w0, float x1, float w1, float x2, float w2, float x3, float w3, float sum) {
        return Math.fma(x3, w3, Math.fma(x2, w2, Math.fma(x1, w1, Math.fma(x0, w0, sum))));
    }

    /** One step of one row. */
    private static void step(float x, float[] b, int bOff, float[] c, int at, int columns) {
        FloatVector v = broadcast(F32, x);
        int j = 0;
        for (int end = F32.loopBound(columns); j < end; j += LANES) {
            v.fma(fromArray(F32, b, bOff + j), fromArray(F32, c, at + j)).intoArray(c, at + j);
        }
        for (; j < columns; j++) {
            c[at + j] = Math.fma(x, b[bOff + j], c[at + j]);
        }
    }
}
