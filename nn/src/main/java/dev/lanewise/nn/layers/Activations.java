package dev.lanewise.nn.layers;

import dev.lanewise.kernels.Elu;
import dev.lanewise.kernels.Gelu;
import dev.lanewise.kernels.LeakyRelu;
import dev.lanewise.kernels.LogSoftmax;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Relu;
import dev.lanewise.kernels.Sigmoid;
import dev.lanewise.kernels.Silu;
import dev.lanewise.kernels.Softmax;
import dev.lanewise.kernels.Softplus;
import dev.lanewise.kernels.Tanh;
import dev.lanewise.nn.layers.ActivationFunction.Saved;

/** The usual activation functions, with Keras' defaults. */
public final class Activations {

    static {
        Parallelism.serial(); // says what is missing, where the classes named below could not even be loaded
    }

    /** {@code x}. */
    public static final ActivationFunction LINEAR = new Linear();

    /** {@code max(x, 0)}. */
    public static final ActivationFunction RELU = elementwise("relu", Saved.OUTPUT, Relu::forward, Relu::backward);

    /** {@code 1 / (1 + exp(-x))}. */
    public static final ActivationFunction SIGMOID =
            elementwise("sigmoid", Saved.OUTPUT, Sigmoid::forward, Sigmoid::backward);

    /** {@code tanh(x)}. */
    public static final ActivationFunction TANH = elementwise("tanh", Saved.OUTPUT, Tanh::forward, Tanh::backward);

    /** {@code log(1 + exp(x))}. */
    public static final ActivationFunction SOFTPLUS =
            elementwise("softplus", Saved.INPUT, Softplus::forward, Softplus::backward);

    /** {@code x / (1 + exp(-x))}. */
    public static final ActivationFunction SILU = elementwise("silu", Saved.INPUT, Silu::forward, Silu::backward);

    /** {@code x / 2 * (1 + erf(x / sqrt(2)))}. */
    public static final ActivationFunction GELU = gelu("gelu", Gelu.Form.ERF);

    /** GELU with tanh in place of erf. */
    public static final ActivationFunction GELU_TANH = gelu("gelu_tanh", Gelu.Form.TANH);

    /** {@code x} where positive, {@code exp(x) - 1} elsewhere. */
    public static final ActivationFunction ELU = elu(1f);

    /** {@code exp(x[i]) / sum over the row of exp(x)}. */
    public static final ActivationFunction SOFTMAX =
            new Rule("softmax", Saved.OUTPUT, Softmax::forward, Softmax::backward);

    /** The logarithm of softmax. */
    public static final ActivationFunction LOG_SOFTMAX =
            new Rule("log_softmax", Saved.OUTPUT, LogSoftmax::forward, LogSoftmax::backward);

    private Activations() {}

    /** {@code x} where positive, {@code negativeSlope * x} elsewhere; Keras' default slope is 0.3. */
    public static ActivationFunction leakyRelu(float negativeSlope) {
        return elementwise(
                "leaky_relu",
                Saved.OUTPUT,
                (p, n, x, xOff, y, yOff) -> LeakyRelu.forward(p, n, negativeSlope, x, xOff, y, yOff),
                (p, n, y, yOff, dy, dyOff, dx, dxOff) ->
                        LeakyRelu.backward(p, n, negativeSlope, y, yOff, dy, dyOff, dx, dxOff));
    }

    /** {@code x} where positive, {@code alpha * (exp(x) - 1)} elsewhere. */
    public static ActivationFunction elu(float alpha) {
        return elementwise(
                "elu",
                Saved.OUTPUT,
                (p, n, x, xOff, y, yOff) -> Elu.forward(p, n, alpha, x, xOff, y, yOff),
                (p, n, y, yOff, dy, dyOff, dx, dxOff) -> Elu.backward(p, n, alpha, y, yOff, dy, dyOff, dx, dxOff));
    }

    private static ActivationFunction gelu(String name, Gelu.Form form) {
        return elementwise(
                name,
                Saved.INPUT,
                (p, n, x, xOff, y, yOff) -> Gelu.forward(p, n, form, x, xOff, y, yOff),
                (p, n, x, xOff, dy, dyOff, dx, dxOff) -> Gelu.backward(p, n, form, x, xOff, dy, dyOff, dx, dxOff));
    }

    private static ActivationFunction elementwise(
            String name, Saved saved, ElementForward forward, ElementBackward backward) {
        return new Rule(
                name,
                saved,
                (p, rows, cols, x, xOff, y, yOff) -> forward.apply(p, rows * cols, x, xOff, y, yOff),
                (p, rows, cols, s, sOff, dy, dyOff, dx, dxOff) ->
                        backward.apply(p, rows * cols, s, sOff, dy, dyOff, dx, dxOff));
    }

    @FunctionalInterface
    private interface ElementForward {
        void apply(Parallelism p, int n, float[] x, int xOff, float[] y, int yOff);
    }

    @FunctionalInterface
    private interface ElementBackward {
        void apply(Parallelism p, int n, float[] s, int sOff, float[] dy, int dyOff, float[] dx, int dxOff);
    }

    @FunctionalInterface
    private interface RowForward {
        void apply(Parallelism p, int rows, int cols, float[] x, int xOff, float[] y, int yOff);
    }

    @FunctionalInterface
    private interface RowBackward {
        void apply(
                Parallelism p, int rows, int cols, float[] s, int sOff, float[] dy, int dyOff, float[] dx, int dxOff);
    }

    private record Rule(String name, Saved saved, RowForward forwardRule, RowBackward backwardRule)
            implements ActivationFunction {

        @Override
        public void forward(Parallelism p, int rows, int cols, float[] x, int xOff, float[] y, int yOff) {
            forwardRule.apply(p, rows, cols, x, xOff, y, yOff);
        }

        @Override
        public void backward(
                Parallelism p, int rows, int cols, float[] s, int sOff, float[] dy, int dyOff, float[] dx, int dxOff) {
            backwardRule.apply(p, rows, cols, s, sOff, dy, dyOff, dx, dxOff);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class Linear implements ActivationFunction {

        @Override
        public String name() {
            return "linear";
        }

        @Override
        public Saved saved() {
            return Saved.OUTPUT;
        }

        @Override
        public void forward(Parallelism p, int rows, int cols, float[] x, int xOff, float[] y, int yOff) {
            copy(x, xOff, y, yOff, rows * cols);
        }

        @Override
        public void backward(
                Parallelism p, int rows, int cols, float[] s, int sOff, float[] dy, int dyOff, float[] dx, int dxOff) {
            copy(dy, dyOff, dx, dxOff, rows * cols);
        }

        private static void copy(float[] from, int fromOff, float[] to, int toOff, int n) {
            if (from != to || fromOff != toOff) {
                System.arraycopy(from, fromOff, to, toOff, n);
            }
        }
    }
}
