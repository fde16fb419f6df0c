package dev.lanewise.nn;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.internal.Require;

/**
 * Runs a model in {@link Mode#INFER} on any number of samples, batch after batch, in memory that it keeps from call to
 * call. It serves one thread at a time; several may share a model that is not being trained. The output for a sample
 * does not depend on the samples around it, nor on the batch size.
 */
public final class Predictor {

    /** A batch that keeps the cores busy and fits their caches. */
    public static final int DEFAULT_BATCH = 64;

    private final Sequential model;
    private final Plan full;
    private Plan rest;

    /**
     * A predictor.
     *
     * @param model the model
     * @param parallelism threads to use
     * @param batch samples to work on at a time
     */
    public Predictor(Sequential model, Parallelism parallelism, int batch) {
        this.model = model;
        full = model.plan(Mode.INFER, batch, parallelism);
        rest = full;
    }

    /**
     * The outputs for some samples, in a new array.
     *
     * @param samples whole samples one behind the other, row-major
     */
    public float[] predict(float[] samples) {
        int elements = model.inputShape().elements();
        if (samples.length % elements != 0) {
            throw Require.error(
                    "samples", "whole samples of shape " + model.inputShape(), samples.length + " elements");
        }
        int count = samples.length / elements;
        float[] outputs =
                new float[Math.multiplyExact(count, model.outputShape().elements())];
        predict(count, samples, 0, outputs, 0);
        return outputs;
    }

    /**
     * Computes the outputs for {@code count} samples.
     *
     * @param count number of samples
     * @param samples samples one behind the other from {@code samplesOffset} on
     * @param samplesOffset first element of {@code samples}
     * @param outputs receives the outputs one behind the other from {@code outputsOffset} on
     * @param outputsOffset first element of {@code outputs}
     * @throws IllegalArgumentException if an array is too short
     */
    public void predict(int count, float[] samples, int samplesOffset, float[] outputs, int outputsOffset) {
        int in = model.inputShape().elements();
        int out = model.outputShape().elements();
        Require.span("samples", samples.length, samplesOffset, (long) count * in);
        Require.span("outputs", outputs.length, outputsOffset, (long) count * out);
        int batch = full.request().batch();
        for (int done = 0; done < count; done += batch) {
            Plan plan = planFor(Math.min(batch, count - done));
            int size = plan.request().batch();
            Tensor x = plan.input();
            Tensor y = plan.output();
            System.arraycopy(samples, samplesOffset + done * in, x.data(), x.offset(), size * in);
            plan.forward(0, 0);
            System.arraycopy(y.data(), y.offset(), outputs, outputsOffset + done * out, size * out);
        }
    }

    private Plan planFor(int count) {
        if (count == full.request().batch()) {
            return full;
        }
        if (count != rest.request().batch()) {
            rest = full.withBatch(count);
        }
        return rest;
    }
}
