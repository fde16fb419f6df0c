package dev.lanewise.testkit;

import dev.lanewise.kernels.CrossEntropy;
import dev.lanewise.kernels.LogSoftmax;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Softmax;
import dev.lanewise.kernels.SoftmaxCrossEntropy;

/** The part of {@link KernelCalls} that works on rows of classes. */
final class KernelCallsOfRows {

    private static final int ROWS = 501;
    private static final int CLASSES = 77;
    private static final int N = ROWS * CLASSES;

    private final KernelCalls calls;
    private final float[] x = TestData.uniforms(N, -9, 9, 41);
    private final float[] y = TestData.normals(N, 42);
    private final float[] p = TestData.uniforms(N, 0, 1, 43);
    private final int[] labels = TestData.indices(ROWS, CLASSES, 44);

    private KernelCallsOfRows(KernelCalls calls) {
        this.calls = calls;
    }

    static void addTo(KernelCalls calls) {
        KernelCallsOfRows rows = new KernelCallsOfRows(calls);
        rows.softmax();
        rows.losses();
    }

    private void softmax() {
        calls.map("Softmax.forward", N, (q, z) -> Softmax.forward(q, ROWS, CLASSES, x, 0, z, 0));
        calls.map("Softmax.backward", N, (q, z) -> Softmax.backward(q, ROWS, CLASSES, p, 0, y, 0, z, 0));
        calls.map("LogSoftmax.forward", N, (q, z) -> LogSoftmax.forward(q, ROWS, CLASSES, x, 0, z, 0));
        calls.map("LogSoftmax.backward", N, (q, z) -> LogSoftmax.backward(q, ROWS, CLASSES, x, 0, y, 0, z, 0));
    }

    private void losses() {
        float s = 0.1f;
        loss(
                "SoftmaxCrossEntropy.sparse",
                (q, l, z) -> SoftmaxCrossEntropy.sparse(q, ROWS, CLASSES, s, x, 0, labels, 0, l, 0, 0.3f, z, 0));
        loss(
                "SoftmaxCrossEntropy.dense",
                (q, l, z) -> SoftmaxCrossEntropy.dense(q, ROWS, CLASSES, s, x, 0, p, 0, l, 0, 0.3f, z, 0));
        loss(
                "CrossEntropy.sparse",
                (q, l, z) -> CrossEntropy.sparse(q, ROWS, CLASSES, s, p, 0, labels, 0, l, 0, 0.3f, z, 0));
        loss("CrossEntropy.dense", (q, l, z) -> CrossEntropy.dense(q, ROWS, CLASSES, s, p, 0, p, 0, l, 0, 0.3f, z, 0));
    }

    private void loss(String kernel, Loss loss) {
        float[] losses = new float[ROWS];
        float[] gradient = new float[N];
        calls.add(kernel, q -> loss.write(q, losses, gradient), losses, gradient);
    }

    /** A call that writes losses and their gradient. */
    @FunctionalInterface
    private interface Loss {
        void write(Parallelism parallelism, float[] losses, float[] gradient);
    }
}
