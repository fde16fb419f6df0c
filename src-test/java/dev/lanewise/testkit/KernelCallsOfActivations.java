package dev.lanewise.testkit;

import dev.lanewise.kernels.BinaryCrossEntropy;
import dev.lanewise.kernels.Elu;
import dev.lanewise.kernels.Exp;
import dev.lanewise.kernels.Gelu;
import dev.lanewise.kernels.Huber;
import dev.lanewise.kernels.LeakyRelu;
import dev.lanewise.kernels.Log;
import dev.lanewise.kernels.MeanAbsoluteError;
import dev.lanewise.kernels.MeanSquaredError;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Sigmoid;
import dev.lanewise.kernels.Silu;
import dev.lanewise.kernels.Softplus;
import dev.lanewise.kernels.Tanh;

/** The part of {@link KernelCalls} that is made of exponentials and logarithms. */
final class KernelCallsOfActivations {

    private static final int N = 40_003;

    private final KernelCalls calls;
    private final float[] x = TestData.uniforms(N, -20, 20, 31);
    private final float[] y = TestData.positives(N, 32);

    private KernelCallsOfActivations(KernelCalls calls) {
        this.calls = calls;
    }

    static void addTo(KernelCalls calls) {
        KernelCallsOfActivations activations = new KernelCallsOfActivations(calls);
        activations.activations();
        activations.losses();
    }

    private void activations() {
        calls.map("Exp.forward", N, (p, z) -> Exp.forward(p, N, x, 0, z, 0));
        calls.map("Log.forward", N, (p, z) -> Log.forward(p, N, y, 0, z, 0));
        calls.map("LeakyRelu.forward", N, (p, z) -> LeakyRelu.forward(p, N, 0.3f, x, 0, z, 0));
        calls.map("LeakyRelu.backward", N, (p, z) -> LeakyRelu.backward(p, N, 0.3f, x, 0, y, 0, z, 0));
        calls.map("Elu.forward", N, (p, z) -> Elu.forward(p, N, 0.3f, x, 0, z, 0));
        calls.map("Elu.backward", N, (p, z) -> Elu.backward(p, N, 0.3f, x, 0, y, 0, z, 0));
        calls.map("Sigmoid.forward", N, (p, z) -> Sigmoid.forward(p, N, x, 0, z, 0));
        calls.map("Sigmoid.backward", N, (p, z) -> Sigmoid.backward(p, N, y, 0, x, 0, z, 0));
        calls.map("Tanh.forward", N, (p, z) -> Tanh.forward(p, N, x, 0, z, 0));
        calls.map("Tanh.backward", N, (p, z) -> Tanh.backward(p, N, y, 0, x, 0, z, 0));
        calls.map("Softplus.forward", N, (p, z) -> Softplus.forward(p, N, x, 0, z, 0));
        calls.map("Softplus.backward", N, (p, z) -> Softplus.backward(p, N, x, 0, y, 0, z, 0));
        calls.map("Silu.forward", N, (p, z) -> Silu.forward(p, N, x, 0, z, 0));
        calls.map("Silu.backward", N, (p, z) -> Silu.backward(p, N, x, 0, y, 0, z, 0));
        for (Gelu.Form form : Gelu.Form.values()) {
            calls.map("Gelu.forward " + form, N, (p, z) -> Gelu.forward(p, N, form, x, 0, z, 0));
            calls.map("Gelu.backward " + form, N, (p, z) -> Gelu.backward(p, N, form, x, 0, y, 0, z, 0));
        }
    }

    private void losses() {
        loss("MeanSquaredError.evaluate", (p, l, dx) -> MeanSquaredError.evaluate(p, N, x, 0, y, 0, l, 0, 0.1f, dx, 0));
        loss(
                "MeanAbsoluteError.evaluate",
                (p, l, dx) -> MeanAbsoluteError.evaluate(p, N, x, 0, y, 0, l, 0, 0.1f, dx, 0));
        loss("Huber.evaluate", (p, l, dx) -> Huber.evaluate(p, N, 0.7f, x, 0, y, 0, l, 0, 0.1f, dx, 0));
        loss(
                "BinaryCrossEntropy.fromLogits",
                (p, l, dx) -> BinaryCrossEntropy.fromLogits(p, N, x, 0, y, 0, l, 0, 0.1f, dx, 0));
        loss(
                "BinaryCrossEntropy.fromProbabilities",
                (p, l, dx) -> BinaryCrossEntropy.fromProbabilities(p, N, y, 0, y, 0, l, 0, 0.1f, dx, 0));
    }

    private void loss(String kernel, Loss run) {
        float[] losses = new float[N];
        float[] gradient = new float[N];
        calls.add(kernel, p -> run.evaluate(p, losses, gradient), losses, gradient);
    }

    @FunctionalInterface
    private interface Loss {
        void evaluate(Parallelism parallelism, float[] losses, float[] gradient);
    }
}
