package dev.lanewise.onnx;

import dev.lanewise.kernels.Gemm;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Transpose;
import java.util.Arrays;
import java.util.List;

/** Matrix products. */
final class OnnxProducts {

    private static final Parallelism SERIAL = Parallelism.serial();

    private OnnxProducts() {}

    /** {@code alpha*op(A)*op(B) + beta*C}, where {@code C} is broadcast to the result. */
    static List<OnnxTensor> gemm(OnnxCase test) {
        OnnxTensor a = test.input(0);
        OnnxTensor b = test.input(1);
        boolean transA = test.integer("transA", 0) != 0;
        boolean transB = test.integer("transB", 0) != 0;
        int m = a.dim(transA ? 1 : 0);
        int k = a.dim(transA ? 0 : 1);
        int n = b.dim(transB ? 0 : 1);
        float[] c = test.hasInput(2) ? broadcast(test.input(2), m, n) : new float[m * n];
        Gemm.sgemm(
                transA ? Transpose.YES : Transpose.NO,
                transB ? Transpose.YES : Transpose.NO,
                m,
                n,
                k,
                test.real("alpha", 1f),
                a.values(),
                0,
                a.dim(1),
                b.values(),
                0,
                b.dim(1),
                test.hasInput(2) ? test.real("beta", 1f) : 0f,
                c,
                0,
                n);
        return List.of(new OnnxTensor(new int[] {m, n}, c));
    }

    private static float[] broadcast(OnnxTensor c, int m, int n) {
        float[] all = new float[m * n];
        int rows = c.rank() == 2 ? c.dim(0) : 1;
        int cols = c.rank() == 0 ? 1 : c.dim(-1);
        for (int i = 0; i < m * n; i++) {
            all[i] = c.values()[i / n % rows * cols + i % n % cols];
        }
        return all;
    }

    /** Batches of equal shape, or one matrix for the whole batch; a vector is a matrix of one row or column. */
    static List<OnnxTensor> matMul(OnnxCase test) {
        OnnxTensor a = test.input(0);
        OnnxTensor b = test.input(1);
        int m = a.rank() == 1 ? 1 : a.dim(-2);
        int k = a.dim(-1);
        int n = b.rank() == 1 ? 1 : b.dim(-1);
        int[] batchA = Arrays.copyOf(a.dims(), Math.max(0, a.rank() - 2));
        int[] batchB = Arrays.copyOf(b.dims(), Math.max(0, b.rank() - 2));
        boolean oneA = OnnxTensor.size(batchA) == 1;
        boolean oneB = OnnxTensor.size(batchB) == 1;
        NotCovered.unless(oneA || oneB || Arrays.equals(batchA, batchB), "batches broadcast against each other");
        int batch = OnnxTensor.size(oneA ? batchB : batchA);
        float[] c = new float[batch * m * n];
        Gemm.sgemmBatched(
                SERIAL,
                batch,
                Transpose.NO,
                Transpose.NO,
                m,
                n,
                k,
                1f,
                a.values(),
                0,
                k,
                oneA ? 0 : m * k,
                b.values(),
                0,
                n,
                oneB ? 0 : k * n,
                0f,
                c,
                0,
                n,
                m * n);
        return List.of(new OnnxTensor(test.outputs().getFirst().dims(), c));
    }
}
