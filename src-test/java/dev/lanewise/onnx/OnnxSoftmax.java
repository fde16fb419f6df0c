package dev.lanewise.onnx;

import dev.lanewise.kernels.LogSoftmax;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Softmax;
import dev.lanewise.kernels.SoftmaxCrossEntropy;
import java.util.List;

/** Softmax along any axis, and the cross-entropy from logits. */
final class OnnxSoftmax {

    private static final Parallelism SERIAL = Parallelism.serial();

    private OnnxSoftmax() {}

    /** A kernel on the rows of a matrix. */
    private interface Rows {
        void run(int rows, int cols, float[] x, float[] y);
    }

    static List<OnnxTensor> softmax(OnnxCase test) {
        return alongAxis(test, (rows, cols, x, y) -> Softmax.forward(SERIAL, rows, cols, x, 0, y, 0));
    }

    static List<OnnxTensor> logSoftmax(OnnxCase test) {
        return alongAxis(test, (rows, cols, x, y) -> LogSoftmax.forward(SERIAL, rows, cols, x, 0, y, 0));
    }

    private static List<OnnxTensor> alongAxis(OnnxCase test, Rows kernel) {
        OnnxTensor x = test.input(0);
        int axis = Math.floorMod(test.integer("axis", -1), x.rank());
        int outer = x.span(0, axis);
        int classes = x.dim(axis);
        int inner = x.span(axis + 1, x.rank());
        float[] y = new float[x.size()];
        kernel.run(outer * inner, classes, OnnxTensor.swapInner(x.values(), outer, classes, inner), y);
        return List.of(new OnnxTensor(x.dims(), OnnxTensor.swapInner(y, outer, inner, classes)));
    }

    static List<OnnxTensor> crossEntropy(OnnxCase test) {
        NotCovered.unless(!test.hasInput(2), "no weights of classes");
        NotCovered.unless(!test.has("ignore_index"), "no label to be ignored");
        OnnxTensor x = test.input(0);
        int classes = x.dim(1);
        int rows = x.size() / classes;
        float[] logits = x.channelsLast();
        int[] labels = new int[rows];
        for (int r = 0; r < rows; r++) {
            labels[r] = (int) test.input(1).values()[r];
        }
        float[] losses = new float[rows];
        SoftmaxCrossEntropy.sparse(SERIAL, rows, classes, 0, logits, 0, labels, 0, losses, 0);
        float[] logProbabilities = new float[x.size()];
        LogSoftmax.forward(SERIAL, rows, classes, logits, 0, logProbabilities, 0);
        return List.of(reduce(test, losses), OnnxTensor.channelsFirst(logProbabilities, x.dims()));
    }

    private static OnnxTensor reduce(OnnxCase test, float[] losses) {
        String reduction = test.text("reduction", "mean");
        if (reduction.equals("none")) {
            return new OnnxTensor(test.input(1).dims(), losses);
        }
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return new OnnxTensor(new int[0], new float[] {(float) (reduction.equals("sum") ? sum : sum / losses.length)});
    }
}
