package dev.lanewise.testkit;

/**
 * Matrix multiplication on dense row-major matrices, {@code C = alpha*A*B + beta*C} with {@code A} {@code m x k} and
 * {@code B} {@code k x n}, written from the definition: once as the chain of float operations that the kernels promise
 * bit by bit, once in double.
 */
public final class GemmOracle {

    private GemmOracle() {}

    /**
     * The promised bits: {@code acc = beta == 0 ? +0 : beta*C}, then for each {@code p} in order
     * {@code acc = fma(alpha*A[i,p], B[p,j], acc)}, every operation rounded to float. {@code C} is not read where
     * {@code beta == 0}, nor {@code A} and {@code B} where {@code alpha == 0}.
     */
    public static float[] chain(int m, int n, int k, float alpha, float[] a, float[] b, float beta, float[] c) {
        float[] y = new float[m * n];
        for (int i = 0; i < m; i++) {
            if (beta != 0) {
                for (int j = 0; j < n; j++) {
                    y[i * n + j] = beta * c[i * n + j];
                }
            }
            for (int p = 0; p < k && alpha != 0; p++) {
                addScaledRow(n, alpha * a[i * k + p], b, p * n, y, i * n);
            }
        }
        return y;
    }

    /** The result in double. */
    public static double[] exact(int m, int n, int k, double alpha, float[] a, float[] b, double beta, float[] c) {
        double[] y = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += (double) a[i * k + p] * b[p * n + j];
                }
                y[i * n + j] = alpha * sum + (beta == 0 ? 0 : beta * c[i * n + j]);
            }
        }
        return y;
    }

    /**
     * The bound {@code (k+3) * 2^-24 * (|alpha||A||B| + |beta||C|)} of each element, plus half a denormal for each
     * operation that may underflow (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 3.1 and 3.5).
     */
    public static double[] bounds(int m, int n, int k, double alpha, float[] a, float[] b, double beta, float[] c) {
        double[] size = exact(
                m,
                n,
                k,
                Math.abs(alpha),
                TestData.absolute(a),
                TestData.absolute(b),
                Math.abs(beta),
                TestData.absolute(c));
        for (int i = 0; i < size.length; i++) {
            size[i] = (k + 3) * (Tolerance.U * size[i] + Float.MIN_VALUE);
        }
        return size;
    }

    /** The dense {@code rows x cols} matrix {@code x}, transposed. */
    public static float[] transposed(float[] x, int rows, int cols) {
        float[] y = new float[rows * cols];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                y[c * rows + r] = x[r * cols + c];
            }
        }
        return y;
    }

    /** Across {@code j}, so that the test kit runs through the large shapes fast; each chain keeps its order. */
    private static void addScaledRow(int n, float s, float[] b, int bAt, float[] y, int yAt) {
        for (int j = 0; j < n; j++) {
            y[yAt + j] = Math.fma(s, b[bAt + j], y[yAt + j]);
        }
    }
}
