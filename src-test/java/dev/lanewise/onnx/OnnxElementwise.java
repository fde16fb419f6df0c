package dev.lanewise.onnx;

import dev.lanewise.kernels.ElementwiseUnary;
import dev.lanewise.kernels.Elu;
import dev.lanewise.kernels.Gelu;
import dev.lanewise.kernels.LeakyRelu;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Relu;
import dev.lanewise.kernels.Sigmoid;
import dev.lanewise.kernels.Silu;
import dev.lanewise.kernels.Softplus;
import dev.lanewise.kernels.Tanh;
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

    static List<OnnxTensor> leakyRelu(OnnxCase test) {
        float slope = test.real("alpha", 0.01f);
        return map(test, (n, x, y) -> LeakyRelu.forward(SERIAL, n, slope, x, 0, y, 0));
    }

    static List<OnnxTensor> elu(OnnxCase test) {
        float alpha = test.real("alpha", 1f);
        return map(test, (n, x, y) -> Elu.forward(SERIAL, n, alpha, x, 0, y, 0));
    }

    static List<OnnxTensor> gelu(OnnxCase test) {
        boolean tanh = test.text("approximate", "none").equals("tanh");
        return map(test, (n, x, y) -> Gelu.forward(SERIAL, n, tanh ? Gelu.Form.TANH : Gelu.Form.ERF, x, 0, y, 0));
    }

    static List<OnnxTensor> sigmoid(OnnxCase test) {
        return map(test, (n, x, y) -> Sigmoid.forward(SERIAL, n, x, 0, y, 0));
    }

    static List<OnnxTensor> softplus(OnnxCase test) {
        return map(test, (n, x, y) -> Softplus.forward(SERIAL, n, x, 0, y, 0));
    }

    static List<OnnxTensor> swish(OnnxCase test) {
        NotCovered.unless(test.real("alpha", 1f) == 1f, "swish with a factor");
        return map(test, (n, x, y) -> Silu.forward(SERIAL, n, x, 0, y, 0));
    }

    static List<OnnxTensor> tanh(OnnxCase test) {
        return map(test, (n, x, y) -> Tanh.forward(SERIAL, n, x, 0, y, 0));
    }

    static List<OnnxTensor> clip(OnnxCase test) {
        float low = test.scalar(1, Float.NEGATIVE_INFINITY);
        float high = test.scalar(2, Float.POSITIVE_INFINITY);
        NotCovered.unless(low <= high, "clip refuses low > high");
        return map(test, (n, x, y) -> ElementwiseUnary.clip(SERIAL, n, low, high, x, 0, y, 0));
    }
}
