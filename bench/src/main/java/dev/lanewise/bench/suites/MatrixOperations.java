package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.JvmBlas;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.rivals.OneDnnMatrix;
import dev.lanewise.bench.rivals.OpenBlas;
import dev.lanewise.bench.rivals.PlainLoops;
import dev.lanewise.bench.shapes.ConvShape;
import dev.lanewise.bench.shapes.GemmShape;
import dev.lanewise.bench.shapes.GemvShape;
import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.Gemm;
import dev.lanewise.kernels.Gemv;
import dev.lanewise.kernels.Im2col;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Transpose;
import java.util.List;

/** The suites gemm, gemv and im2col. */
final class MatrixOperations {

    private MatrixOperations() {}

    static List<Operation> all() {
        return List.of(new Sgemm(), new Sgemv(), new Patches("im2col"), new Patches("col2im"));
    }

    private static Transpose transpose(boolean yes) {
        return yes ? Transpose.YES : Transpose.NO;
    }

    private static final class Sgemm extends Operation {

        Sgemm() {
            super(
                    "gemm",
                    GemmBenchmark.class,
                    "sgemm",
                    Library.OPENBLAS,
                    Library.OPENBLAS_SKYLAKEX,
                    Library.ONEDNN,
                    Library.NETLIB,
                    Library.EJML,
                    Library.COMMONS_MATH,
                    Library.JAVA_LOOP);
        }

        @Override
        public Cost cost(String shape) {
            GemmShape s = GemmShape.of(shape);
            return Cost.ofFlops(s.flops(), s.bytes());
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            GemmShape s = GemmShape.of(shape);
            float[] a = Inputs.uniform(s.m() * s.k(), 1);
            float[] b = Inputs.uniform(s.k() * s.n(), 2);
            float[] c = new float[s.m() * s.n()];
            Transpose ta = transpose(s.transA());
            Transpose tb = transpose(s.transB());
            return Call.of(
                    () -> Gemm.sgemm(p, ta, tb, s.m(), s.n(), s.k(), 1f, a, 0, s.lda(), b, 0, s.ldb(), 0f, c, 0, s.n()),
                    c);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            GemmShape s = GemmShape.of(shape);
            float[] a = Inputs.uniform(s.m() * s.k(), 1);
            float[] b = Inputs.uniform(s.k() * s.n(), 2);
            return switch (library) {
                case OPENBLAS, OPENBLAS_SKYLAKEX -> OpenBlas.sgemm(library, s, a, b, threads);
                case ONEDNN -> OneDnnMatrix.sgemm(s, a, b, threads);
                case NETLIB -> JvmBlas.netlib(s, a, b);
                case EJML -> JvmBlas.ejml(s, a, b);
                case COMMONS_MATH -> JvmBlas.commonsMath(s, a, b);
                case JAVA_LOOP -> PlainLoops.sgemm(s, a, b);
                default -> super.rival(library, shape, threads);
            };
        }
    }

    /** A is stored with the rows and columns of the shape, transposed or not. */
    private static final class Sgemv extends Operation {

        Sgemv() {
            super(
                    "gemv",
                    GemvBenchmark.class,
                    "sgemv",
                    Library.OPENBLAS,
                    Library.OPENBLAS_SKYLAKEX,
                    Library.NETLIB,
                    Library.JAVA_LOOP);
        }

        @Override
        public Cost cost(String shape) {
            GemvShape s = GemvShape.of(shape);
            double elements = (double) s.rows() * s.cols();
            double bytes = 4.0 * (elements + s.rows() + s.cols());
            return Cost.ofBytes(bytes, bytes).withFlops(2.0 * elements);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            GemvShape s = GemvShape.of(shape);
            int rows = s.rows();
            int cols = s.cols();
            float[] a = Inputs.uniform(rows * cols, 1);
            float[] x = Inputs.uniform(s.inputs(), 2);
            float[] y = new float[s.outputs()];
            Transpose t = transpose(s.transposed());
            return Call.of(() -> Gemv.sgemv(p, t, rows, cols, 1f, a, 0, cols, x, 0, 1, 0f, y, 0, 1), y);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            GemvShape s = GemvShape.of(shape);
            float[] a = Inputs.uniform(s.rows() * s.cols(), 1);
            float[] x = Inputs.uniform(s.inputs(), 2);
            return switch (library) {
                case OPENBLAS, OPENBLAS_SKYLAKEX -> OpenBlas.sgemv(library, s, a, x, threads);
                case NETLIB -> JvmBlas.netlib(s, a, x);
                case JAVA_LOOP -> PlainLoops.sgemv(s, a, x);
                default -> super.rival(library, shape, threads);
            };
        }
    }

    private static final class Patches extends Operation {

        Patches(String method) {
            super("im2col", Im2colBenchmark.class, method);
        }

        @Override
        public Cost cost(String shape) {
            Conv2dGeometry g = ConvShape.of(shape);
            double bytes = 4.0 * (g.inputSize() + (double) g.batch() * Im2col.columnsSize(g));
            return Cost.ofBytes(bytes, bytes);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            Conv2dGeometry g = ConvShape.of(shape);
            int columnsSize = Math.toIntExact(g.batch() * Im2col.columnsSize(g));
            if (method().equals("im2col")) {
                float[] x = Inputs.uniform(g.inputSize(), 1);
                float[] columns = new float[columnsSize];
                return Call.of(() -> Im2col.im2col(p, g, x, 0, columns, 0), columns);
            }
            float[] columns = Inputs.uniform(columnsSize, 1);
            float[] x = new float[g.inputSize()];
            return Call.of(() -> Im2col.col2im(p, g, columns, 0, x, 0), x);
        }
    }
}
