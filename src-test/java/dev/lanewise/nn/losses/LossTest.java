package dev.lanewise.nn.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.metrics.LossMetric;
import dev.lanewise.testkit.LayerOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each loss against its formula in double precision, its gradient against central differences of the mean. */
class LossTest {

    private static final int BATCH = 5;
    private static final int OUTPUTS = 4;
    private static final Shape OUTPUT = Shape.of(OUTPUTS);
    private static final int[] LABELS = {3, 0, 1, 1, 2};

    /** Targets are one-hot rows of the labels for classes, otherwise any values. */
    private record Case(Loss loss, boolean labels, float[] outputs, double[] targets, Term term) {
        @Override
        public String toString() {
            return loss.name();
        }
    }

    /** Sum of the loss terms of one row. */
    private interface Term {
        double of(double[] outputs, double[] targets);
    }

    static Stream<Case> cases() {
        float[] logits = TestData.normals(BATCH * OUTPUTS, 1);
        float[] probabilities = TestData.uniforms(BATCH * OUTPUTS, 0.1f, 0.9f, 2);
        float[] distributions = toFloats(LayerOracle.softmax(TestData.toDoubles(logits), OUTPUTS));
        double[] values = TestData.toDoubles(TestData.normals(BATCH * OUTPUTS, 3));
        double[] flags = LayerOracle.map(values, x -> x > 0 ? 1 : 0);
        double[] oneHot = new double[BATCH * OUTPUTS];
        for (int r = 0; r < BATCH; r++) {
            oneHot[r * OUTPUTS + LABELS[r]] = 1;
        }
        Term fromLogits = (x, t) -> crossEntropy(LayerOracle.softmax(x, OUTPUTS), t);
        Term smoothed = (x, t) ->
                crossEntropy(LayerOracle.softmax(x, OUTPUTS), LayerOracle.map(t, p -> p * (1 - 0.1f) + 0.1f / OUTPUTS));
        return Stream.of(
                new Case(new SparseCategoricalCrossEntropy(From.LOGITS), true, logits, oneHot, fromLogits),
                new Case(new SparseCategoricalCrossEntropy(From.LOGITS, 0.1f), true, logits, oneHot, smoothed),
                new Case(new CategoricalCrossEntropy(From.LOGITS), false, logits, oneHot, fromLogits),
                new Case(new CategoricalCrossEntropy(From.LOGITS, 0.1f), false, logits, oneHot, smoothed),
                new Case(new SparseCategoricalCrossEntropy(), true, distributions, oneHot, LossTest::crossEntropy),
                new Case(new CategoricalCrossEntropy(), false, distributions, oneHot, LossTest::crossEntropy),
                new Case(
                        new BinaryCrossEntropy(From.LOGITS),
                        false,
                        logits,
                        flags,
                        (x, t) -> binary(LayerOracle.map(x, v -> 1 / (1 + Math.exp(-v))), t)),
                new Case(new BinaryCrossEntropy(), false, probabilities, flags, LossTest::binary),
                new Case(new MeanSquaredError(), false, logits, values, (x, t) -> errors(x, t, e -> e * e)),
                new Case(new MeanAbsoluteError(), false, logits, values, (x, t) -> errors(x, t, Math::abs)),
                new Case(new Huber(0.7f), false, logits, values, (x, t) -> errors(x, t, LossTest::huber)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTheMeanOfTheFormulaAndItsGradient(Case c) {
        TargetBatch targets = targets(c);
        Tensor outputs = Tensor.of(OUTPUT.batched(BATCH), c.outputs);
        LossMetric.Mean mean = new LossMetric("loss", c.loss).tally(OUTPUT, targets.spec(), BATCH);
        int terms = BATCH * c.loss.terms(OUTPUT);
        double[] x = TestData.toDoubles(c.outputs);

        Tensor gradient = Tensor.zeros(OUTPUT.batched(BATCH));
        mean.add(Parallelism.serial(), outputs, targets, gradient);
        double expected = meanLoss(c, x, terms);
        assertThat(mean.last()).isCloseTo(expected, offset(16 * Tolerance.U * Math.max(1, Math.abs(expected))));
        double[] slopes = LayerOracle.gradient(x, moved -> meanLoss(c, moved, terms));
        Tolerance.assertWithin("gradient", gradient.toArray(), slopes, i -> 16 * Tolerance.U);
        Tolerance.assertNotDegenerate("gradient", slopes);

        double withGradient = mean.last();
        mean.reset();
        mean.add(Parallelism.serial(), outputs, targets);
        mean.add(Parallelism.serial(), outputs, targets);
        assertThat(mean.result()).as("the same without the gradient").isEqualTo(withGradient);
    }

    @Test
    void refusesTargetsThatDoNotFit() {
        TargetSpec labels = TargetSpec.labels(10);
        TargetSpec values = TargetSpec.values(Shape.of(3));

        assertThatThrownBy(() -> new SparseCategoricalCrossEntropy().check(Shape.of(9), labels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sparse_categorical_crossentropy: expected an output for each of 10 classes, got outputs of"
                        + " shape (9)");
        assertThatThrownBy(() -> new SparseCategoricalCrossEntropy().check(Shape.of(3), values))
                .hasMessage("sparse_categorical_crossentropy: expected labels as targets, got values of shape (3)");
        assertThatThrownBy(() -> new SparseCategoricalCrossEntropy().check(Shape.of(4, 4, 10), labels))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MeanSquaredError().check(Shape.of(10), labels))
                .hasMessage(
                        "mean_squared_error: expected targets of the outputs' shape (10), got labels of 10 classes");
        assertThatThrownBy(() -> new CategoricalCrossEntropy().check(Shape.of(4), values))
                .isInstanceOf(IllegalArgumentException.class);
        new SparseCategoricalCrossEntropy().check(Shape.of(12), labels);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new Huber(0f)).hasMessage("delta: expected a finite value > 0, got 0.0");
        assertThatThrownBy(() -> new CategoricalCrossEntropy(From.LOGITS, Float.NaN))
                .hasMessage("labelSmoothing: expected a value in [0.0, 1.0], got NaN");
    }

    private static TargetBatch targets(Case c) {
        Shape any = Shape.of(1);
        ArrayDataset data = c.labels
                ? ArrayDataset.ofLabels(any, new float[BATCH], LABELS, OUTPUTS)
                : ArrayDataset.ofValues(any, new float[BATCH], OUTPUT, toFloats(c.targets));
        TargetBatch targets = new TargetBatch(data.targets(), BATCH);
        targets.load(data, new int[] {0, 1, 2, 3, 4}, 0, BATCH);
        return targets;
    }

    private static double meanLoss(Case c, double[] outputs, int terms) {
        double sum = 0;
        for (int r = 0; r < outputs.length; r += OUTPUTS) {
            sum += c.term.of(
                    Arrays.copyOfRange(outputs, r, r + OUTPUTS), Arrays.copyOfRange(c.targets, r, r + OUTPUTS));
        }
        return sum / terms;
    }

    private static double crossEntropy(double[] probabilities, double[] targets) {
        return -LayerOracle.dot(targets, LayerOracle.map(probabilities, Math::log));
    }

    private static double binary(double[] probabilities, double[] targets) {
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            sum -= targets[i] * Math.log(probabilities[i]) + (1 - targets[i]) * Math.log1p(-probabilities[i]);
        }
        return sum;
    }

    private static double errors(double[] x, double[] t, DoubleUnaryOperator function) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += function.applyAsDouble(x[i] - t[i]);
        }
        return sum;
    }

    private static double huber(double e) {
        double delta = 0.7f;
        return Math.abs(e) <= delta ? e * e / 2 : delta * (Math.abs(e) - delta / 2);
    }

    private static float[] toFloats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) x[i];
        }
        return y;
    }
}
