package dev.lanewise.bench.rivals;

import dev.lanewise.bench.shapes.GemmShape;
import dev.lanewise.bench.shapes.GemvShape;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS through its C interface. */
public final class OpenBlas {

    private static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;

    private OpenBlas() {}

    /** {@code C = op(A) op(B)}. */
    public static Call sgemm(Library library, GemmShape s, float[] a, float[] b, int threads) {
        load(library, threads);
        FloatPointer pa = Natives.upload(a);
        FloatPointer pb = Natives.upload(b);
        FloatPointer pc = Natives.upload(new float[s.m() * s.n()]);
        int ta = transpose(s.transA());
        int tb = transpose(s.transB());
        return call(
                () -> openblas_nolapack.cblas_sgemm(
                        ROW_MAJOR, ta, tb, s.m(), s.n(), s.k(), 1f, pa, s.lda(), pb, s.ldb(), 0f, pc, s.n()),
                pc,
                s.m() * s.n());
    }

    /** {@code y = op(A) x}. */
    public static Call sgemv(Library library, GemvShape s, float[] a, float[] x, int threads) {
        load(library, threads);
        FloatPointer pa = Natives.upload(a);
        FloatPointer px = Natives.upload(x);
        FloatPointer py = Natives.upload(new float[s.outputs()]);
        int t = transpose(s.transposed());
        return call(
                () -> openblas_nolapack.cblas_sgemv(
                        ROW_MAJOR, t, s.rows(), s.cols(), 1f, pa, s.cols(), px, 1, 0f, py, 1),
                py,
                s.outputs());
    }

    /** The core type must be in the environment before the library is loaded; the library keeps the first. */
    private static void load(Library library, int threads) {
        if (library == Library.OPENBLAS_SKYLAKEX) {
            Natives.setEnvironment("OPENBLAS_CORETYPE", "SkylakeX");
        }
        Natives.setEnvironment("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        openblas_nolapack.blas_set_num_threads(threads);
        if (openblas_nolapack.blas_get_num_threads() != threads) {
            throw new IllegalStateException(
                    "openblas: expected " + threads + " threads, got " + openblas_nolapack.blas_get_num_threads());
        }
    }

    private static int transpose(boolean transposed) {
        return transposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans;
    }

    private static Call call(Runnable run, FloatPointer result, int count) {
        return new Call() {
            @Override
            public void run() {
                run.run();
            }

            @Override
            public float[][] results() {
                return new float[][] {Natives.download(result, count)};
            }
        };
    }
}
