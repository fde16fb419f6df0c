package dev.lanewise.nn.layers;

import static dev.lanewise.testkit.TestData.normals;
import static dev.lanewise.testkit.TestData.toDoubles;

import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Probe;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.testkit.LayerOracle;
import dev.lanewise.testkit.Tolerance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each layer in a model of its own, forward and backward, against the double-precision formula and its central
 * differences. The kernels' accuracy is tested with them; a mistake in a layer or plan shows here as an error of the size
 * of the gradient itself.
 */
class LayerGradientTest {

    private static final int BATCH = 3;
    private static final Map<ActivationFunction, DoubleUnaryOperator> ELEMENTWISE = Map.ofEntries(
            Map.entry(Activations.LINEAR, x -> x),
            Map.entry(Activations.RELU, x -> Math.max(x, 0)),
            Map.entry(Activations.leakyRelu(0.3f), x -> x > 0 ? x : 0.3f * x),
            Map.entry(Activations.ELU, x -> x > 0 ? x : Math.expm1(x)),
            Map.entry(Activations.SIGMOID, x -> 1 / (1 + Math.exp(-x))),
            Map.entry(Activations.TANH, Math::tanh),
            Map.entry(Activations.SOFTPLUS, x -> Math.log1p(Math.exp(x))),
            Map.entry(Activations.SILU, x -> x / (1 + Math.exp(-x))),
            Map.entry(Activations.GELU_TANH, LayerGradientTest::geluTanh));

    /** A layer, or several, and what it computes from the input and its parameters: {@code in[0]}, {@code in[1]}, … */
    private record Case(String name, Shape input, List<Layer> layers, Formula formula) {
        static Case of(String name, Shape input, Layer layer, Formula formula) {
            return new Case(name, input, List.of(layer), formula);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Formula {
        double[] apply(double[]... in);
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        ELEMENTWISE.forEach((function, formula) -> activations(cases, function, x -> LayerOracle.map(x, formula)));
        activations(cases, Activations.SOFTMAX, x -> LayerOracle.softmax(x, 4));
        activations(cases, Activations.LOG_SOFTMAX, x -> LayerOracle.map(LayerOracle.softmax(x, 4), Math::log));
        convolutions(cases);
        Shape image = Shape.of(4, 6, 5);
        cases.add(Case.of(
                "max pooling",
                image,
                new MaxPooling2D(2),
                in -> LayerOracle.pool(
                        in[0], 4, 6, 5, 2, window -> Arrays.stream(window).max().getAsDouble())));
        cases.add(Case.of(
                "average pooling",
                image,
                new AveragePooling2D(2),
                in -> LayerOracle.pool(
                        in[0],
                        4,
                        6,
                        5,
                        2,
                        window -> Arrays.stream(window).average().getAsDouble())));
        cases.add(Case.of(
                "global average pooling",
                Shape.of(3, 3, 5),
                new GlobalAveragePooling2D(),
                in -> LayerOracle.pool(
                        in[0],
                        3,
                        3,
                        5,
                        3,
                        window -> Arrays.stream(window).average().getAsDouble())));
        cases.add(Case.of("flatten", image, new Flatten(), in -> in[0].clone()));
        cases.add(Case.of(
                "batch norm of images",
                image,
                new BatchNormalization(),
                in -> LayerOracle.batchNorm(in[0], 5, in[1], in[2], 1e-3f)));
        cases.add(Case.of(
                "batch norm of vectors",
                Shape.of(7),
                new BatchNormalization().epsilon(0.5f),
                in -> LayerOracle.batchNorm(in[0], 7, in[1], in[2], 0.5)));
        networks(cases);
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesTheFormulaAndItsGradients(Case c) {
        Probe probe = new Probe();
        List<Layer> layers = new ArrayList<>(List.of(probe));
        layers.addAll(c.layers);
        Sequential model = Sequential.of(c.input, layers);
        List<Parameter> parameters = model.parameters().stream()
                .filter(p -> p.trainable() && !p.name().startsWith("probe"))
                .toList();
        double[][] in = new double[1 + parameters.size()][];
        in[0] = toDoubles(normals(BATCH * c.input.elements(), 1));
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).set(normals(parameters.get(i).size(), 2 + i));
            in[1 + i] = toDoubles(parameters.get(i).get());
        }

        Plan plan = model.plan(Mode.TRAIN, BATCH, Parallelism.serial());
        float[] dy = normals(plan.output().size(), 100);
        write(plan.input().data(), plan.input().offset(), normals(plan.input().size(), 1));
        plan.forward(0, 0);
        compare("y", plan.output().toArray(), c.formula.apply(in), c.input.elements());
        write(plan.outputGradient().data(), plan.outputGradient().offset(), dy);
        plan.backward();

        compare("dx", probe.gradient(), gradient(c, in, 0, dy), dy.length);
        for (int i = 0; i < parameters.size(); i++) {
            Parameter p = parameters.get(i);
            float[] actual = Arrays.copyOfRange(p.gradients(), p.offset(), p.offset() + p.size());
            compare("gradient of " + p, actual, gradient(c, in, 1 + i, dy), dy.length);
        }
    }

    private static double[] gradient(Case c, double[][] in, int index, float[] dy) {
        return LayerOracle.gradient(in[index], moved -> LayerOracle.dot(c.formula.apply(in), toDoubles(dy)));
    }

    /** Sums of up to {@code terms} terms, each with a few roundings; random signs keep the sum near its largest terms. */
    private static void compare(String what, float[] actual, double[] expected, int terms) {
        double largest = Arrays.stream(expected).map(Math::abs).max().getAsDouble();
        double bound = (terms + 16) * Tolerance.U * Math.max(largest, 1);
        Tolerance.assertWithin(what, actual, expected, i -> bound);
    }

    private static void write(float[] data, int offset, float[] values) {
        System.arraycopy(values, 0, data, offset, values.length);
    }

    /** As a layer of its own, and behind the linear part of a dense layer. */
    private static void activations(List<Case> cases, ActivationFunction function, UnaryOperator<double[]> formula) {
        cases.add(Case.of(
                function.name() + " as a layer", Shape.of(3, 4), new Activation(function), in -> formula.apply(in[0])));
        cases.add(Case.of(
                "dense with " + function.name(),
                Shape.of(5),
                new Dense(4, function),
                in -> formula.apply(LayerOracle.dense(in[0], 5, 4, in[1], in[2]))));
    }

    private static void convolutions(List<Case> cases) {
        Conv2dGeometry plain = Conv2dGeometry.of(BATCH, 5, 6, 4, 6, 3, 2);
        cases.add(Case.of(
                "convolution",
                Shape.of(5, 6, 4),
                new Conv2D(6, 3, 2),
                in -> LayerOracle.conv2d(in[0], plain, in[1], in[2])));
        cases.add(Case.of(
                "convolution without bias",
                Shape.of(5, 6, 4),
                new Conv2D(6, 3, 2).withoutBias(),
                in -> LayerOracle.conv2d(in[0], plain, in[1], new double[6])));
        cases.add(Case.of(
                "convolution with relu",
                Shape.of(5, 6, 4),
                new Conv2D(6, 3, 2).activation(Activations.RELU),
                in -> relu(LayerOracle.conv2d(in[0], plain, in[1], in[2]))));
        cases.add(Case.of(
                "convolution with softplus",
                Shape.of(5, 6, 4),
                new Conv2D(6, 3, 2).activation(Activations.SOFTPLUS),
                in -> LayerOracle.map(LayerOracle.conv2d(in[0], plain, in[1], in[2]), x -> Math.log1p(Math.exp(x)))));
        Conv2dGeometry same =
                plain.withStrides(2, 1).withDilation(1, 2).withGroups(2).withSamePadding();
        cases.add(Case.of(
                "convolution with strides, dilation, groups and a border",
                Shape.of(5, 6, 4),
                new Conv2D(6, 3, 2).strides(2, 1).dilationRate(1, 2).groups(2).padding(Padding.SAME),
                in -> LayerOracle.conv2d(in[0], same, in[1], in[2])));
        Conv2dGeometry depthwise =
                Conv2dGeometry.of(BATCH, 5, 6, 4, 8, 3, 3).withGroups(4).withSamePadding();
        cases.add(Case.of(
                "depthwise convolution",
                Shape.of(5, 6, 4),
                new DepthwiseConv2D(3).depthMultiplier(2).padding(Padding.SAME),
                in -> LayerOracle.conv2d(in[0], depthwise, in[1], in[2])));
    }

    /** Layers that share memory in a plan: what one overwrites, another must not need. */
    private static void networks(List<Case> cases) {
        Conv2dGeometry conv = Conv2dGeometry.of(BATCH, 6, 6, 2, 3, 3, 3);
        cases.add(new Case(
                "batch norm behind the activation",
                Shape.of(6, 6, 2),
                List.of(
                        new Conv2D(3, 3, Activations.RELU),
                        new BatchNormalization(),
                        new MaxPooling2D(2),
                        new Flatten(),
                        new Dense(4, Activations.TANH),
                        new Activation(Activations.SIGMOID),
                        new Dense(2)),
                in -> {
                    double[] y = relu(LayerOracle.conv2d(in[0], conv, in[1], in[2]));
                    y = LayerOracle.batchNorm(y, 3, in[3], in[4], 1e-3f);
                    y = LayerOracle.pool(
                            y, 4, 4, 3, 2, w -> Arrays.stream(w).max().getAsDouble());
                    y = LayerOracle.map(LayerOracle.dense(y, 12, 4, in[5], in[6]), Math::tanh);
                    y = LayerOracle.map(y, x -> 1 / (1 + Math.exp(-x)));
                    return LayerOracle.dense(y, 4, 2, in[7], in[8]);
                }));
        cases.add(new Case(
                "batch norm before the activation",
                Shape.of(6, 6, 2),
                List.of(
                        new Conv2D(3, 3).withoutBias(),
                        new BatchNormalization(),
                        new Activation(Activations.RELU),
                        new AveragePooling2D(2),
                        new Activation(Activations.SOFTPLUS),
                        new Flatten(),
                        new Activation(Activations.SILU),
                        new Dense(2)),
                in -> {
                    double[] y = LayerOracle.conv2d(in[0], conv, in[1], new double[3]);
                    y = relu(LayerOracle.batchNorm(y, 3, in[2], in[3], 1e-3f));
                    y = LayerOracle.pool(
                            y, 4, 4, 3, 2, w -> Arrays.stream(w).average().getAsDouble());
                    y = LayerOracle.map(y, x -> Math.log1p(Math.exp(x)));
                    y = LayerOracle.map(y, x -> x / (1 + Math.exp(-x)));
                    return LayerOracle.dense(y, 12, 2, in[4], in[5]);
                }));
    }

    private static double[] relu(double[] x) {
        return LayerOracle.map(x, v -> Math.max(v, 0));
    }

    private static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }
}
