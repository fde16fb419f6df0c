package dev.lanewise.nn.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Sgd.Momentum;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.TestData;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The formulas are tested with the kernels; here, which parameters they reach, with which settings and state. */
class OptimizerTest {

    private static final LearningRateSchedule TENTH = LearningRateSchedule.constant(0.1f);

    private final Sequential model = Sequential.of(Shape.of(3), new Dense(5), new BatchNormalization(), new Dense(2));

    static Stream<Supplier<Optimizer>> all() {
        return Stream.of(
                SGD::new,
                () -> new SGD(0.1f, 0.9f),
                () -> new SGD(TENTH, 0.9f, Momentum.NESTEROV, 0.01f),
                Adam::new,
                AdamW::new,
                RMSprop::new,
                () -> new RMSprop(TENTH, 0.9f, 0.5f, 1e-7f));
    }

    @ParameterizedTest
    @MethodSource("all")
    void changesWhatIsTrainedAndNothingElse(Supplier<Optimizer> make) {
        prepare();
        List<float[]> before = values();
        Optimizer optimizer = make.get();
        optimizer.attach(model.parameters());
        optimizer.step(Parallelism.serial());

        List<Parameter> parameters = model.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            float[] after = parameters.get(i).get();
            for (int j = 0; j < after.length; j++) {
                assertThat(after[j] != before.get(i)[j])
                        .as("element %d of %s changed", j, parameters.get(i))
                        .isEqualTo(parameters.get(i).trainable());
            }
        }
        assertThat(optimizer.iterations()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void stateAndIterationsContinueARun(Supplier<Optimizer> make) {
        prepare();
        Optimizer whole = make.get();
        whole.attach(model.parameters());
        steps(whole, 3);
        Optimizer second = make.get();
        second.attach(model.parameters());
        for (String name : whole.slotNames()) {
            System.arraycopy(whole.slot(name), 0, second.slot(name), 0, whole.slot(name).length);
        }
        second.restoreIterations(whole.iterations());
        List<float[]> middle = values();
        steps(whole, 2);
        List<float[]> expected = values();
        set(middle);
        steps(second, 2);

        List<float[]> actual = values();
        for (int i = 0; i < expected.size(); i++) {
            Bits.assertSame(model.parameters().get(i).name(), actual.get(i), expected.get(i));
        }
        assertThat(actual.getFirst()).isNotEqualTo(middle.getFirst());
    }

    @Test
    void weightDecayCanSpareSomeParameters() {
        prepare();
        Parameter weights = model.parameter("dense/weights");
        Parameter bias = model.parameter("dense/bias");
        Parameter gamma = model.parameter("batch_normalization/gamma");
        for (Parameter parameter : List.of(weights, bias, gamma)) {
            parameter.set(filled(parameter.size(), 1f));
        }
        gradients(0f);
        Optimizer optimizer = new SGD(TENTH, 0f, Momentum.CLASSIC, 0.5f).excludeFromWeightDecay("bias", "gamma");
        optimizer.attach(model.parameters());
        optimizer.step(Parallelism.serial());

        assertThat(weights.get()).containsOnly(0.95f);
        assertThat(bias.get()).containsOnly(1f);
        assertThat(gamma.get()).containsOnly(1f);
    }

    @Test
    void weightDecayReachesEverythingByDefault() {
        prepare();
        model.parameter("dense/bias").set(filled(5, 1f));
        gradients(0f);
        Optimizer optimizer = new AdamW(0.1f, 0.5f);
        optimizer.attach(model.parameters());
        optimizer.step(Parallelism.serial());

        assertThat(model.parameter("dense/bias").get()).containsOnly(0.95f);
    }

    @Test
    void theScheduleGivesTheRateOfEachStep() {
        prepare();
        model.parameter("dense/bias").set(filled(5, 0f));
        gradients(1f);
        Optimizer optimizer = new SGD(step -> step == 0 ? 0.5f : 0.25f, 0f, Momentum.CLASSIC, 0f);
        optimizer.attach(model.parameters());

        optimizer.step(Parallelism.serial());
        assertThat(model.parameter("dense/bias").get()).containsOnly(-0.5f);
        assertThat(optimizer.learningRate()).isEqualTo(0.25f);
        optimizer.step(Parallelism.serial());
        assertThat(model.parameter("dense/bias").get()).containsOnly(-0.75f);
    }

    @Test
    void schedulesFollowTheirFormulas() {
        LearningRateSchedule exponential = LearningRateSchedule.exponentialDecay(0.8f, 10, 0.5f);
        assertThat(exponential.at(0)).isEqualTo(0.8f);
        assertThat(exponential.at(20)).isEqualTo(0.2f);
        LearningRateSchedule cosine = LearningRateSchedule.cosineDecay(1f, 100, 0f);
        assertThat(cosine.at(0)).isEqualTo(1f);
        assertThat(cosine.at(50)).isEqualTo(0.5f);
        assertThat(cosine.at(100)).isZero();
        assertThat(cosine.at(1000)).isZero();
        LearningRateSchedule warmUp = LearningRateSchedule.warmUp(4, cosine);
        assertThat(warmUp.at(0)).isEqualTo(0.25f);
        assertThat(warmUp.at(3)).isEqualTo(1f);
        assertThat(warmUp.at(54)).isEqualTo(0.5f);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new Adam(Float.NaN)).hasMessage("learningRate: expected a finite value >= 0, got NaN");
        assertThatThrownBy(() -> new SGD(-1f)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdamW(0.1f, -1f)).hasMessageStartingWith("weightDecay: expected");
        assertThatThrownBy(() -> new SGD(0.1f, 1.5f)).hasMessage("momentum: expected a value in [0.0, 1.0], got 1.5");
        assertThatThrownBy(() -> new Adam().slot("velocity")).hasMessage("slot: expected one of [m, v], got velocity");
    }

    @Test
    void needsGradients() {
        Optimizer optimizer = new SGD();
        optimizer.attach(model.parameters());
        assertThatThrownBy(() -> optimizer.step(Parallelism.serial())).isInstanceOf(IllegalStateException.class);
    }

    /** Random values and gradients. */
    private void prepare() {
        model.plan(Mode.TRAIN, 2, Parallelism.serial());
        int seed = 1;
        for (Parameter parameter : model.parameters()) {
            parameter.set(TestData.normals(parameter.size(), seed++));
            if (parameter.trainable()) {
                float[] gradient = TestData.normals(parameter.size(), seed++);
                System.arraycopy(gradient, 0, parameter.gradients(), parameter.offset(), gradient.length);
            }
        }
    }

    private void gradients(float value) {
        Arrays.fill(model.parameters().getFirst().gradients(), value);
    }

    private static void steps(Optimizer optimizer, int count) {
        for (int i = 0; i < count; i++) {
            optimizer.step(Parallelism.serial());
        }
    }

    private List<float[]> values() {
        return model.parameters().stream().map(Parameter::get).toList();
    }

    private void set(List<float[]> values) {
        for (int i = 0; i < values.size(); i++) {
            model.parameters().get(i).set(values.get(i));
        }
    }

    private static float[] filled(int length, float value) {
        float[] array = new float[length];
        Arrays.fill(array, value);
        return array;
    }
}
