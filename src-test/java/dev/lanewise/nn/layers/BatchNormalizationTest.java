package dev.lanewise.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.testkit.Tolerance;
import org.junit.jupiter.api.Test;

/** The moving statistics; the formula and the gradients are in {@link LayerGradientTest}. */
class BatchNormalizationTest {

    private final Sequential model = Sequential.of(Shape.of(1), new BatchNormalization().momentum(0.75f));

    @Test
    void trainingMovesTheAveragesAndInferenceUsesThem() {
        Plan plan = model.plan(Mode.TRAIN, 4, Parallelism.serial());
        System.arraycopy(
                new float[] {1, 3, 5, 7}, 0, plan.input().data(), plan.input().offset(), 4);
        plan.forward(0, 0);

        // mean 4, biased variance 5; the averages start at 0 and 1
        assertThat(model.parameter("batch_normalization/movingMean").get()).containsExactly(1f);
        assertThat(model.parameter("batch_normalization/movingVariance").get()).containsExactly(2f);
        double[] expected = {3 / Math.sqrt(2 + 1e-3f)};
        Tolerance.assertUlps("inference", model.predict(new float[] {4}), expected, 4);
        assertThat(model.parameter("batch_normalization/movingMean").get()).containsExactly(1f);
    }
}
