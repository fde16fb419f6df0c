package dev.lanewise.onnx;

import dev.lanewise.kernels.ElementwiseUnary;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Relu;
import java.util.List;

/** Operators that look at one element at a time. */
final class OnnxElementwise {

    private static final Parallelism SERIAL = Parallelism.serial();

    private OnnxElementwise() {}

    /** A kernel {@code y = f(x)} on {@code n} elements. */
    private interface Kernel {
        void run(int n, float[] x, float[] y);
    }

    private static List<OnnxTensor> map(OnnxCase test, Kernel kernel) {
        OnnxTensor x = test.input(0);
        NotCovered.unless(x.real(), "no integer arithmetic");
        float[] y = new float[x.size()];
        kernel.run(y.length, x.values(), y);
        return List.of(new OnnxTensor(x.dims(), y));
    }

    static List<OnnxTensor> relu(OnnxCase test) {
        return map(test, (n, x, y) -> Relu.forward(SERIAL, n, x, 0, y, 0));
    }

    static List<OnnxTensor> clip(OnnxCase test) {
        float low = test.scalar(1, Float.NEGATIVE_INFINITY);
        float high = test.scalar(2, Float.POSITIVE_INFINITY);
        NotCovered.unless(low <= high, "clip refuses low > high");
        return map(test, (n, x, y) -> ElementwiseUnary.clip(SERIAL, n, low, high, x, 0, y, 0));
    }
}
