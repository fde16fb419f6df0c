package dev.lanewise.nn;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.internal.Require;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A model whose layers work one after the other.
 *
 * <p>Shapes are settled and weights made at once, from seed 0; {@link #initialize} makes others. Names of layers and
 * parameters depend on the list of layers alone, so a file of weights fits any model made of the same list.
 */
public final class Sequential {

    private final Shape inputShape;
    private final List<Layer> layers;
    private final List<Parameter> parameters;
    private final int gradientsLength;

    private Sequential(Shape inputShape, List<Layer> layers) {
        if (layers.isEmpty()) {
            throw Require.error("layers", "at least one layer", "none");
        }
        this.inputShape = inputShape;
        this.layers = List.copyOf(layers);
        nameAndBuild();
        parameters =
                layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
        gradientsLength = placeValues();
        initialize(0);
    }

    /**
     * A model.
     *
     * @param inputShape shape of one sample, such as {@code (28, 28, 1)}
     * @param layers the layers, first to last; each becomes part of this model
     * @throws IllegalArgumentException if a layer cannot work on the output of the one before it
     * @throws IllegalStateException if a layer is part of a model already
     */
    public static Sequential of(Shape inputShape, Layer... layers) {
        return new Sequential(inputShape, List.of(layers));
    }

    /** A model, see {@link #of(Shape, Layer...)}. */
    public static Sequential of(Shape inputShape, List<Layer> layers) {
        return new Sequential(inputShape, layers);
    }

    /** Gives every parameter the first value that its initializer makes of {@code seed}, and returns this model. */
    public Sequential initialize(long seed) {
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).initialize(seed, RandomStreams.parameter(i));
        }
        return this;
    }

    /** Shape of one sample. */
    public Shape inputShape() {
        return inputShape;
    }

    /** Shape of the output for one sample. */
    public Shape outputShape() {
        return layers.getLast().outputShape();
    }

    /** The layers, first to last. */
    public List<Layer> layers() {
        return layers;
    }

    /** All parameters, trained or not, in the order of the layers. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The parameter called {@code name}, such as {@code dense/weights}. */
    public Parameter parameter(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Require.error(
                        "parameter",
                        "one of " + parameters.stream().map(Parameter::name).toList(),
                        name));
    }

    /**
     * Lays the model out for steps of one batch size.
     *
     * @throws IllegalArgumentException if a layer cannot work on such a batch, or the memory is not addressable
     */
    public Plan plan(Mode mode, int batch, Parallelism parallelism) {
        return plan(mode, batch, parallelism, true);
    }

    /**
     * As {@link #plan}, but without fusing layers: slower, with more memory, and with the same bits. For comparison.
     *
     * @throws IllegalArgumentException as {@link #plan} does
     */
    public Plan planLayerByLayer(Mode mode, int batch, Parallelism parallelism) {
        return plan(mode, batch, parallelism, false);
    }

    private Plan plan(Mode mode, int batch, Parallelism parallelism, boolean fuses) {
        if (mode == Mode.TRAIN) {
            placeGradients();
        }
        return new Plan(layers, new PlanRequest(mode, batch, parallelism), fuses, new PlanMemory());
    }

    /**
     * The outputs for some samples, on all cores; memory for it is taken and dropped. For many calls see {@link
     * Predictor}.
     *
     * @param samples whole samples one behind the other, row-major
     */
    public float[] predict(float[] samples) {
        int count = Math.max(1, samples.length / inputShape.elements());
        return new Predictor(this, Parallelism.allCores(), Math.min(count, Predictor.DEFAULT_BATCH)).predict(samples);
    }

    /** A table of the layers with their output shapes and numbers of parameters. */
    public String summary() {
        return new Summary(this).toString();
    }

    private void nameAndBuild() {
        Set<String> names = new HashSet<>();
        for (Layer layer : layers) {
            if (layer.hasName() && !names.add(layer.name())) {
                throw Require.error("layer name", "names of their own", "a second " + layer.name());
            }
        }
        Shape shape = inputShape;
        for (Layer layer : layers) {
            layer.join(layer.hasName() ? layer.name() : freeName(layer.baseName(), names), shape);
            shape = layer.outputShape();
        }
    }

    private static String freeName(String base, Set<String> taken) {
        String name = base;
        for (int i = 1; !taken.add(name); i++) {
            name = base + "_" + i;
        }
        return name;
    }

    /** Places the trained parameters first, then the others; returns the end of the trained ones. */
    private int placeValues() {
        List<Parameter> order = new ArrayList<>(parameters);
        order.sort((a, b) -> Boolean.compare(b.trainable(), a.trainable()));
        Regions regions = new Regions();
        order.forEach(parameter -> regions.add(parameter.size()));
        float[] values = new float[regions.place("parameters")];
        int end = 0;
        for (int i = 0; i < order.size(); i++) {
            Parameter parameter = order.get(i);
            parameter.placeValues(values, regions.offset(i));
            end = parameter.trainable() ? parameter.offset() + parameter.size() : end;
        }
        return end;
    }

    private void placeGradients() {
        List<Parameter> trained =
                parameters.stream().filter(Parameter::trainable).toList();
        if (!trained.isEmpty() && trained.getFirst().gradients().length == 0) {
            float[] gradients = new float[gradientsLength];
            trained.forEach(parameter -> parameter.placeGradients(gradients));
        }
    }
}
