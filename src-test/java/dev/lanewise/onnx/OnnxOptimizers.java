package dev.lanewise.onnx;

import dev.lanewise.kernels.Elementwise;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Sgd;
import java.util.ArrayList;
import java.util.List;

/** Update steps. */
final class OnnxOptimizers {

    private static final Parallelism SERIAL = Parallelism.serial();

    private OnnxOptimizers() {}

    /**
     * ONNX: {@code v = alpha*v + g; x = x - r*v} (or {@code x - r*(g + alpha*v)}), with {@code g} from weight decay
     * added; our velocity is {@code -r*v}.
     */
    static List<OnnxTensor> momentum(OnnxCase test) {
        float rate = test.input(0).scalar();
        NotCovered.unless(test.input(1).scalar() == 0 || test.real("beta", 1f) == 1f, "a damped gradient");
        boolean nesterov = test.text("mode", "standard").equals("nesterov");
        int count = (test.inputCount() - 2) / 3;
        List<OnnxTensor> parameters = new ArrayList<>();
        List<OnnxTensor> velocities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] x = test.input(2 + i).values().clone();
            float[] g = test.input(2 + count + i).values().clone();
            float[] v = scaled(test.input(2 + 2 * count + i).values(), -rate);
            int[] dims = test.input(2 + i).dims();
            Elementwise.axpy(SERIAL, x.length, test.real("norm_coefficient", 0f), x, 0, g, 0);
            Sgd.step(
                    SERIAL,
                    x.length,
                    rate,
                    test.real("alpha", 0f),
                    nesterov ? Sgd.Momentum.NESTEROV : Sgd.Momentum.CLASSIC,
                    0f,
                    x,
                    0,
                    g,
                    0,
                    v,
                    0);
            parameters.add(new OnnxTensor(dims, x));
            velocities.add(new OnnxTensor(dims, scaled(v, -1 / rate)));
        }
        parameters.addAll(velocities);
        return parameters;
    }

    private static float[] scaled(float[] x, float factor) {
        float[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] *= factor;
        }
        return y;
    }
}
