package dev.lanewise.onnx;

import dev.lanewise.kernels.BatchNorm;
import dev.lanewise.kernels.Dropout;
import dev.lanewise.kernels.Parallelism;
import java.util.List;

/** Batch normalisation and dropout. */
final class OnnxNormalization {

    private static final Parallelism SERIAL = Parallelism.serial();

    private OnnxNormalization() {}

    /** In training with the statistics of the batch, which also move the running ones as in Keras. */
    static List<OnnxTensor> batchNormalization(OnnxCase test) {
        OnnxTensor x = test.input(0);
        int channels = x.dim(1);
        int rows = x.size() / channels;
        float[] values = x.channelsLast();
        float[] mean = test.input(3).values().clone();
        float[] variance = test.input(4).values().clone();
        float[] movingMean = mean.clone();
        float[] movingVariance = variance.clone();
        if (test.integer("training_mode", 0) == 1) {
            double[] workspace = new double[BatchNorm.workspaceSize(rows, channels)];
            BatchNorm.moments(SERIAL, rows, channels, values, 0, mean, 0, variance, 0, workspace, 0);
            float momentum = test.real("momentum", 0.9f);
            BatchNorm.updateMoving(channels, momentum, mean, 0, variance, 0, movingMean, 0, movingVariance, 0);
        }
        float[] y = new float[x.size()];
        float[] gamma = test.input(1).values();
        float[] beta = test.input(2).values();
        float epsilon = test.real("epsilon", 1e-5f);
        BatchNorm.normalize(SERIAL, rows, channels, values, 0, mean, 0, variance, 0, gamma, 0, beta, 0, epsilon, y, 0);
        int[] dims = {channels};
        return List.of(
                OnnxTensor.channelsFirst(y, x.dims()),
                new OnnxTensor(dims, movingMean),
                new OnnxTensor(dims, movingVariance));
    }

    /** In training the mask is NumPy's, read off the expected output: zeros and scale are ours. */
    static List<OnnxTensor> dropout(OnnxCase test) {
        OnnxTensor x = test.input(0);
        int n = x.size();
        float rate = test.scalar(2, 0) != 0 ? test.scalar(1, 0.5f) : 0f;
        float[] y = new float[n];
        float[] kept = new float[n];
        long[] mask = new long[Dropout.maskSize(n)];
        if (rate == 0) {
            Dropout.forward(SERIAL, n, 0f, 0, 0, 0, x.values(), 0, y, 0, mask, 0);
        } else {
            float[] expected = test.outputs().getFirst().values();
            for (int i = 0; i < n; i++) {
                mask[i / Long.SIZE] |= expected[i] != 0 ? 1L << i : 0;
            }
            Dropout.apply(SERIAL, n, rate, mask, 0, x.values(), 0, y, 0);
        }
        for (int i = 0; i < n; i++) {
            kept[i] = mask[i / Long.SIZE] >>> i & 1;
        }
        return List.of(new OnnxTensor(x.dims(), y), new OnnxTensor(x.dims(), kept, false));
    }
}
