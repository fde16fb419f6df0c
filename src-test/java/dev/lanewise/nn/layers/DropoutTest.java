package dev.lanewise.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Probe;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.TestData;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {

    private static final int N = 1000;

    private final Probe first = new Probe();
    private final Probe between = new Probe();
    private final Sequential model = Sequential.of(Shape.of(N), first, new Dropout(0.5f), between, new Dropout(0.5f));

    @Test
    void dropsTheSameElementsForwardAndBackward() {
        Plan plan = model.plan(Mode.TRAIN, 2, Parallelism.serial());
        float[] y = forward(plan, 1, 0);
        backward(plan);

        int kept = 0;
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).as("element %d", i).isIn(0f, 4f);
            kept += y[i] == 0f ? 0 : 1;
        }
        Bits.assertSame("gradient", first.gradient(), y);
        // a quarter of 2000 is kept; the deviation of such a count is 19
        assertThat(kept).isBetween(500 - 5 * 19, 500 + 5 * 19);
    }

    @Test
    void layersStepsAndSeedsDrawForThemselves() {
        Plan plan = model.plan(Mode.TRAIN, 2, Parallelism.serial());
        float[] y = forward(plan, 1, 0);
        backward(plan);
        float[] second = between.gradient();
        int both = 0;
        for (int i = 0; i < y.length; i++) {
            both += y[i] == 0f && second[i] != 0f ? 1 : 0;
        }

        assertThat(both).as("kept by the second layer, dropped by the first").isGreaterThan(0);
        Bits.assertSame("the same draw", forward(plan, 1, 0), y);
        assertThat(forward(plan, 1, 1)).isNotEqualTo(y);
        assertThat(forward(plan, 2, 0)).isNotEqualTo(y);
    }

    @Test
    void inferenceIsTheIdentity() {
        float[] x = TestData.normals(2 * N, 5);
        Bits.assertSame("inference", model.predict(x), x);
    }

    private static float[] forward(Plan plan, long seed, int step) {
        fillOnes(plan.input());
        plan.forward(seed, step);
        return plan.output().toArray();
    }

    private static void backward(Plan plan) {
        fillOnes(plan.outputGradient());
        plan.backward();
    }

    private static void fillOnes(Tensor tensor) {
        Arrays.fill(tensor.data(), tensor.offset(), tensor.offset() + tensor.size(), 1f);
    }
}
