package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.depthwise.Depthwise3x3.column;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * The gradient of a depthwise convolution by its input, 3x3 window, stride 2, one vector of channels: two rows of dy carry
 * gradient to two rows of dx. Of the turned window u, four, two, two or one taps reach a pixel; with the others the spread-out
 * gradient has zeros, and they are left out.
 *
 * <pre>
 *   a0 a1  &lt;- a      m0 = a0 u11                m1 = a0 u10 + a1 u12
 *   b0 b1  &lt;- b      o0 = a0 u01 + b0 u21      o1 = a0 u00 + a1 u02 + b0 u20 + b1 u22
 * </pre>
 */
final class Depthwise3x3Stride2Data {

    private Depthwise3x3Stride2Data() {}

    /**
     * Computes columns {@code 2 p - 1 + left} (m0, o0) and {@code 2 p + left} (m1, o1) of two rows of dx, as far as they lie
     * inside, for every p. Each value is a chain over its taps from +0; a pixel outside of dy is zero.
     *
     * @param a array of the first row of dy
     * @param aAt its first pixel
     * @param aStep elements from one pixel of it to the next, 0 for a row of zeros
     * @param b array of the second row of dy
     * @param bAt its first pixel
     * @param bStep elements from one pixel of it to the next, 0 for a row of zeros
     * @param dyWidth pixels of a row of dy
     * @param left column of dx that the last tap of the turned window reaches from column -1 of dy
     * @param weights one value a tap and channel
     * @param w0 first weight of the turned window
     * @param wStep elements from one tap of it to the next
     * @param m array of the first row of dx
     * @param mAt its first pixel
     * @param mStep elements from one pixel of it to the next, 0 for a row that is not wanted
     * @param o array of the second row of dx
     * @param oAt its first pixel
     * @param oStep elements from one pixel of it to the next, 0 for a row that is not wanted
     * @param width pixels of a row of dx
     * @param lanes channels, at most a vector of them
     */
    static void backward(
            float[] a,
            int aAt,
            int aStep,
            float[] b,
            int bAt,
            int bStep,
            int dyWidth,
            int left,
            float[] weights,
            int w0,
            int wStep,
            float[] m,
            int mAt,
            int mStep,
            float[] o,
            int oAt,
            int oStep,
            int width,
            int lanes) {
        int p = -Math.floorDiv(left, 2);
        int last = Math.floorDiv(width - left + 2, 2);
        int first = Math.max(0, -Math.floorDiv(left - 1, 2));
        int end = Math.min(dyWidth - 1, Math.floorDiv(width - left + 1, 2));
        for (; p < last; p++) {
            if (lanes < LANES) {
                few(
                        a,
                        aAt,
                        aStep,
                        b,
                        bAt,
                        bStep,
                        dyWidth,
                        p,
                        weights,
                        w0,
                        wStep,
                        m,
                        mAt,
                        mStep,
                        o,
                        oAt,
                        oStep,
                        2 * p + left,
                        width,
                        lanes);
            } else if (p < first || p >= end) {
                edge(
                        a,
                        aAt,
                        aStep,
                        b,
                        bAt,
                        bStep,
                        dyWidth,
                        p,
                        weights,
                        w0,
                        wStep,
                        m,
                        mAt,
                        mStep,
                        o,
                        oAt,
                        oStep,
                        2 * p + left,
                        width);
            } else {
                int w = 2 * p - 1 + left;
                inside(
                        a,
                        aAt + p * aStep,
                        aStep,
                        b,
                        bAt + p * bStep,
                        bStep,
                        weights,
                        w0,
                        wStep,
                        m,
                        mAt + w * mStep,
                        mStep,
                        o,
                        oAt + w * oStep,
                        oStep,
                        end - p);
                p = end - 1;
            }
        }
    }

    /** The columns of {@code count} p, all inside; a, b, m and o as above, from the first of them on. */
    private static void inside(
            float[] a,
            int aAt,
            int aStep,
            float[] b,
            int bAt,
            int bStep,
            float[] weights,
            int w0,
            int wStep,
            float[] m,
            int mAt,
            int mStep,
            float[] o,
            int oAt,
            int oStep,
            int count) {
        FloatVector zero = FloatVector.zero(F32);
        FloatVector w00 = fromArray(F32, weights, w0);
        FloatVector w01 = fromArray(F32, weights, w0 + wStep);
        FloatVector w02 = fromArray(F32, weights, w0 + 2 * wStep);
        FloatVector w10 = fromArray(F32, weights, w0 + 3 * wStep);
        FloatVector w11 = fromArray(F32, weights, w0 + 4 * wStep);
        FloatVector w12 = fromArray(F32, weights, w0 + 5 * wStep);
        FloatVector w20 = fromArray(F32, weights, w0 + 6 * wStep);
        FloatVector w21 = fromArray(F32, weights, w0 + 7 * wStep);
        FloatVector w22 = fromArray(F32, weights, w0 + 8 * wStep);
        FloatVector a0 = fromArray(F32, a, aAt);
        FloatVector b0 = fromArray(F32, b, bAt);
        for (int p = 0; p < count; p++) {
            aAt += aStep;
            bAt += bStep;
            FloatVector a1 = fromArray(F32, a, aAt);
            FloatVector b1 = fromArray(F32, b, bAt);
            FloatVector m1 = a1.fma(w12, a0.fma(w10, zero));
            FloatVector o0 = b0.fma(w21, a0.fma(w01, zero));
            FloatVector o1 = b1.fma(w22, b0.fma(w20, a1.fma(w02, a0.fma(w00, zero))));
            a0.fma(w11, zero).intoArray(m, mAt);
            m1.intoArray(m, mAt + mStep);
            o0.intoArray(o, oAt);
            o1.intoArray(o, oAt + oStep);
            mAt += 2 * mStep;
            oAt += 2 * oStep;
            a0 = a1;
            b0 = b1;
        }
    }

    /** Columns {@code w - 1} and {@code w} of dx, those that lie inside. */
    private static void edge(
            float[] a,
            int aAt,
            int aStep,
            float[] b,
            int bAt,
            int bStep,
            int dyWidth,
            int p,
            float[] weights,
            int w0,
            int wStep,
            float[] m,
            int mAt,
            int mStep,
            float[] o,
            int oAt,
            int oStep,
            int w,
            int width) {
        FloatVector zero = FloatVector.zero(F32);
        FloatVector w00 = fromArray(F32, weights, w0);
        FloatVector w01 = fromArray(F32, weights, w0 + wStep);
        FloatVector w02 = fromArray(F32, weights, w0 + 2 * wStep);
        FloatVector w10 = fromArray(F32, weights, w0 + 3 * wStep);
        FloatVector w11 = fromArray(F32, weights, w0 + 4 * wStep);
        FloatVector w12 = fromArray(F32, weights, w0 + 5 * wStep);
        FloatVector w20 = fromArray(F32, weights, w0 + 6 * wStep);
        FloatVector w21 = fromArray(F32, weights, w0 + 7 * wStep);
        FloatVector w22 = fromArray(F32, weights, w0 + 8 * wStep);
        FloatVector a0 = column(a, aAt, p, aStep, dyWidth);
        FloatVector b0 = column(b, bAt, p, bStep, dyWidth);
        FloatVector a1 = column(a, aAt, p + 1, aStep, dyWidth);
        FloatVector b1 = column(b, bAt, p + 1, bStep, dyWidth);
        if (w >= 1) {
            a0.fma(w11, zero).intoArray(m, mAt + (w - 1) * mStep);
            b0.fma(w21, a0.fma(w01, zero)).intoArray(o, oAt + (w - 1) * oStep);
        }
        if (w < width) {
            a1.fma(w12, a0.fma(w10, zero)).intoArray(m, mAt + w * mStep);
            b1.fma(w22, b0.fma(w20, a1.fma(w02, a0.fma(w00, zero)))).intoArray(o, oAt + w * oStep);
        }
    }

    /** The same columns, channel by channel, where they are fewer than the lanes. */
    private static void few(
            float[] a,
            int aAt,
            int aStep,
            float[] b,
            int bAt,
            int bStep,
            int dyWidth,
            int p,
            float[] weights,
            int w0,
            int wStep,
            float[] m,
            int mAt,
            int mStep,
            float[] o,
            int oAt,
            int oStep,
            int w,
            int width,
            int channels) {
        boolean left = p >= 0 && p < dyWidth;
        boolean right = p >= -1 && p + 1 < dyWidth;
        for (int l = 0; l < channels; l++, w0++) {
            float a0 = left ? a[aAt + p * aStep + l] : 0f;
            float b0 = left ? b[bAt + p * bStep + l] : 0f;
            float a1 = right ? a[aAt + (p + 1) * aStep + l] : 0f;
            float b1 = right ? b[bAt + (p + 1) * bStep + l] : 0f;
            if (w >= 1) {
                m[mAt + (w - 1) * mStep + l] = Math.fma(a0, weights[w0 + 4 * wStep], 0f);
                o[oAt + (w - 1) * oStep + l] =
                        Math.fma(b0, weights[w0 + 7 * wStep], Math.fma(a0, weights[w0 + wStep], 0f));
            }
            if (w < width) {
                m[mAt + w * mStep + l] =
                        Math.fma(a1, weights[w0 + 5 * wStep], Math.fma(a0, weights[w0 + 3 * wStep], 0f));
                float upper = Math.fma(a1, weights[w0 + 2 * wStep], Math.fma(a0, weights[w0], 0f));
                o[oAt + w * oStep + l] =
                        Math.fma(b1, weights[w0 + 8 * wStep], Math.fma(b0, weights[w0 + 6 * wStep], upper));
            }
        }
    }
}
