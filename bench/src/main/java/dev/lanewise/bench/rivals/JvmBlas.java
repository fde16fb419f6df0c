package dev.lanewise.bench.rivals;

import dev.lanewise.bench.shapes.GemmShape;
import dev.lanewise.bench.shapes.GemvShape;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.commons.math3.linear.BlockRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** Matrix products of the JVM's libraries. */
public final class JvmBlas {

    /** Netlib announces its choice of an implementation. */
    private static final Logger LOG = Logger.getLogger("dev.ludovic.netlib.blas");

    private JvmBlas() {}

    /** VectorBLAS is column-major: {@code C' = op(B)' op(A)'} on the same arrays. */
    public static Call netlib(GemmShape s, float[] a, float[] b) {
        BLAS blas = vectorBlas();
        float[] c = new float[s.m() * s.n()];
        String ta = s.transA() ? "T" : "N";
        String tb = s.transB() ? "T" : "N";
        return Call.of(() -> blas.sgemm(tb, ta, s.n(), s.m(), s.k(), 1f, b, s.ldb(), a, s.lda(), 0f, c, s.n()), c);
    }

    /** {@code y = op(A) x} of VectorBLAS. */
    public static Call netlib(GemvShape s, float[] a, float[] x) {
        BLAS blas = vectorBlas();
        float[] y = new float[s.outputs()];
        String t = s.transposed() ? "N" : "T";
        return Call.of(() -> blas.sgemv(t, s.cols(), s.rows(), 1f, a, s.cols(), x, 1, 0f, y, 1), y);
    }

    /** EJML, with its own products for transposed operands. */
    public static Call ejml(GemmShape s, float[] a, float[] b) {
        FMatrixRMaj ma = FMatrixRMaj.wrap(a.length / s.lda(), s.lda(), a);
        FMatrixRMaj mb = FMatrixRMaj.wrap(b.length / s.ldb(), s.ldb(), b);
        FMatrixRMaj mc = new FMatrixRMaj(s.m(), s.n());
        return Call.of(
                () -> {
                    if (s.transA() && s.transB()) {
                        CommonOps_FDRM.multTransAB(ma, mb, mc);
                    } else if (s.transA()) {
                        CommonOps_FDRM.multTransA(ma, mb, mc);
                    } else if (s.transB()) {
                        CommonOps_FDRM.multTransB(ma, mb, mc);
                    } else {
                        CommonOps_FDRM.mult(ma, mb, mc);
                    }
                },
                mc.data);
    }

    /** Commons Math, on its blocked matrices; transposed operands are transposed beforehand, outside the time. */
    public static Call commonsMath(GemmShape s, float[] a, float[] b) {
        BlockRealMatrix ma = matrix(a, s.lda(), s.transA());
        BlockRealMatrix mb = matrix(b, s.ldb(), s.transB());
        return new Call() {
            private RealMatrix product = ma;

            @Override
            public void run() {
                product = ma.multiply(mb);
            }

            @Override
            public float[][] results() {
                float[] c = new float[s.m() * s.n()];
                for (int i = 0; i < c.length; i++) {
                    c[i] = (float) product.getEntry(i / s.n(), i % s.n());
                }
                return new float[][] {c};
            }
        };
    }

    /** Without the incubator module netlib would silently give its scalar loops. */
    private static BLAS vectorBlas() {
        LOG.setLevel(Level.WARNING);
        BLAS blas = JavaBLAS.getInstance();
        if (!blas.getClass().getSimpleName().equals("VectorBLAS")) {
            throw new IllegalStateException("netlib: expected VectorBLAS, got " + blas.getClass());
        }
        return blas;
    }

    private static BlockRealMatrix matrix(float[] values, int cols, boolean transposed) {
        BlockRealMatrix matrix = new BlockRealMatrix(values.length / cols, cols);
        for (int i = 0; i < values.length; i++) {
            matrix.setEntry(i / cols, i % cols, values[i]);
        }
        return transposed ? matrix.transpose() : matrix;
    }
}
