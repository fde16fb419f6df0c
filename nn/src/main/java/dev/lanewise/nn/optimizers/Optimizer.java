package dev.lanewise.nn.optimizers;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.internal.Require;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Changes parameters by their gradients, step by step. An instance serves one model: {@link #attach} gives it the
 * parameters and makes its state.
 *
 * <p>The state is {@link #iterations} and the {@link #slot slots}: arrays with a value for each parameter element, at the
 * same offset as the parameter's values. Restoring both, and the parameters, continues a run bit by bit.
 */
public abstract class Optimizer {

    private final LearningRateSchedule learningRate;
    private final float weightDecay;
    private Predicate<Parameter> decays = parameter -> true;
    private List<Parameter> parameters = List.of();
    private List<Run> runs = List.of();
    private float[][] slots = {};
    private long iterations;

    /** Neighbouring parameters that are treated alike, a few unused elements between them included. */
    private record Run(int offset, int count, float weightDecay) {}

    /**
     * For subclasses.
     *
     * @param weightDecay part of a parameter, times the learning rate, that a step takes off; at least 0
     */
    protected Optimizer(LearningRateSchedule learningRate, float weightDecay) {
        this.learningRate = learningRate;
        this.weightDecay = Require.nonNegative("weightDecay", weightDecay);
    }

    /** Names of the state arrays, such as {@code velocity}. */
    public abstract List<String> slotNames();

    /**
     * One step for some parameters: {@code count} elements of each array from {@code offset} on.
     *
     * @param parallelism threads to use
     * @param step number of the step, from 1
     * @param rate learning rate of this step
     * @param decay weight decay of these parameters
     * @param count number of elements
     * @param values the parameters
     * @param gradients their gradients
     * @param state the state arrays in the order of {@link #slotNames}
     * @param offset first element of every array
     */
    protected abstract void update(
            Parallelism parallelism,
            long step,
            float rate,
            float decay,
            int count,
            float[] values,
            float[] gradients,
            float[][] state,
            int offset);

    /**
     * Takes the parameters of a model and forgets any other; the state becomes zeros, and the next step the first. Does
     * nothing if it has these parameters already.
     *
     * @param modelParameters the parameters; those that are not trained are left alone
     */
    public final void attach(List<Parameter> modelParameters) {
        List<Parameter> trained =
                modelParameters.stream().filter(Parameter::trainable).toList();
        if (trained.equals(parameters)) {
            return;
        }
        parameters = trained;
        runs = runs();
        int length = trained.isEmpty()
                ? 0
                : trained.getLast().offset() + trained.getLast().size();
        slots = new float[slotNames().size()][length];
        iterations = 0;
    }

    /**
     * Leaves parameters out of the weight decay. By default, as in Keras, it applies to all of them, biases and batch
     * normalisation included.
     *
     * @param words parts of names, such as {@code bias} or {@code gamma}
     * @return this optimizer
     * @throws IllegalStateException if the optimizer has its parameters already
     */
    public final Optimizer excludeFromWeightDecay(String... words) {
        if (!parameters.isEmpty()) {
            throw new IllegalStateException("excludeFromWeightDecay: expected an optimizer that no model uses yet");
        }
        List<String> parts = List.of(words);
        decays = decays.and(parameter -> parts.stream().noneMatch(parameter.name()::contains));
        return this;
    }

    /**
     * Changes every parameter by its gradient.
     *
     * @throws IllegalStateException if no plan for training has been made, so that there are no gradients
     */
    public final void step(Parallelism parallelism) {
        if (parameters.isEmpty()) {
            return;
        }
        float[] values = parameters.getFirst().values();
        float[] gradients = parameters.getFirst().gradients();
        if (gradients.length == 0) {
            throw new IllegalStateException("step: expected gradients, which a plan for training makes");
        }
        float rate = Require.nonNegative("learningRate", learningRate());
        iterations++;
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            update(parallelism, iterations, rate, run.weightDecay, run.count, values, gradients, slots, run.offset);
        }
    }

    /** Number of steps done. */
    public final long iterations() {
        return iterations;
    }

    /** Sets the number of steps done, to continue an earlier run. */
    public final void restoreIterations(long done) {
        iterations = Require.nonNegative("iterations", done);
    }

    /** Learning rate of the next step. */
    public final float learningRate() {
        return learningRate.at(iterations);
    }

    /** A state array; the part that belongs to a parameter is {@code [offset(), offset() + size())}. */
    public final float[] slot(String name) {
        int index = slotNames().indexOf(name);
        if (index < 0) {
            throw Require.error("slot", "one of " + slotNames(), name);
        }
        return slots[index];
    }

    private List<Run> runs() {
        List<Run> result = new ArrayList<>();
        for (int from = 0, to = 1; to <= parameters.size(); to++) {
            Parameter first = parameters.get(from);
            if (to == parameters.size() || decays.test(parameters.get(to)) != decays.test(first)) {
                Parameter last = parameters.get(to - 1);
                int count = last.offset() + last.size() - first.offset();
                result.add(new Run(first.offset(), count, decays.test(first) ? weightDecay : 0f));
                from = to;
            }
        }
        return result;
    }
}
