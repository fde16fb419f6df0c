package dev.lanewise.bench.rivals;

import dev.lanewise.bench.shapes.GemmShape;
import dev.lanewise.bench.shapes.GemvShape;
import dev.lanewise.kernels.Conv2dGeometry;
import java.util.Arrays;

/** The loops that one would write without a library, in the order that suits the memory. */
public final class PlainLoops {

    private PlainLoops() {}

    /** {@code C = op(A) op(B)}, row by row of B, so that C2 may use vectors where B is not transposed. */
    public static Call sgemm(GemmShape s, float[] a, float[] b) {
        float[] c = new float[s.m() * s.n()];
        return Call.of(() -> gemm(s, a, b, c), c);
    }

    /** {@code y = op(A) x}. */
    public static Call sgemv(GemvShape s, float[] a, float[] x) {
        float[] y = new float[s.outputs()];
        return Call.of(() -> gemv(s, a, x, y), y);
    }

    /** The forward convolution, seven loops deep. */
    public static Call convForward(Conv2dGeometry g, float[] x, float[] weights) {
        float[] y = new float[g.outputSize()];
        return Call.of(() -> PlainConvolution.forward(g, x, weights, y), y);
    }

    /** The gradient by the input. */
    public static Call convBackwardData(Conv2dGeometry g, float[] dy, float[] weights) {
        float[] dx = new float[g.inputSize()];
        return Call.of(() -> PlainConvolution.backwardData(g, dy, weights, dx), dx);
    }

    /** The gradient by the weights. */
    public static Call convBackwardWeights(Conv2dGeometry g, float[] x, float[] dy) {
        float[] dWeights = new float[g.weightsSize()];
        return Call.of(() -> PlainConvolution.backwardWeights(g, x, dy, dWeights), dWeights);
    }

    private static void gemm(GemmShape s, float[] a, float[] b, float[] c) {
        Arrays.fill(c, 0f);
        for (int i = 0; i < s.m(); i++) {
            for (int p = 0; p < s.k(); p++) {
                float value = s.transA() ? a[p * s.lda() + i] : a[i * s.lda() + p];
                axpy(s.n(), value, b, s.transB() ? p : p * s.ldb(), s.transB() ? s.ldb() : 1, c, i * s.n());
            }
        }
    }

    private static void gemv(GemvShape s, float[] a, float[] x, float[] y) {
        Arrays.fill(y, 0f);
        for (int i = 0; i < s.rows(); i++) {
            if (s.transposed()) {
                axpy(s.cols(), x[i], a, i * s.cols(), 1, y, 0);
            } else {
                y[i] = dot(s.cols(), a, i * s.cols(), x);
            }
        }
    }

    private static void axpy(int n, float alpha, float[] x, int xOff, int incx, float[] y, int yOff) {
        if (incx == 1) {
            for (int j = 0; j < n; j++) {
                y[yOff + j] += alpha * x[xOff + j];
            }
        } else {
            for (int j = 0; j < n; j++) {
                y[yOff + j] += alpha * x[xOff + j * incx];
            }
        }
    }

    private static float dot(int n, float[] x, int xOff, float[] y) {
        float sum = 0f;
        for (int j = 0; j < n; j++) {
            sum += x[xOff + j] * y[j];
        }
        return sum;
    }
}
