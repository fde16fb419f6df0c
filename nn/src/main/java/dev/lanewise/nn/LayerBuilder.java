package dev.lanewise.nn;

import dev.lanewise.nn.initializers.Initializer;
import dev.lanewise.nn.internal.Require;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What a layer declares when it is built: its parameters, what it wants in each {@link Plan}, and what its backward pass
 * reads, so that the plan can reuse memory.
 */
public final class LayerBuilder {

    /** What a layer's backward pass reads of its forward pass. */
    public enum Reads {
        /** Neither input nor output. */
        NOTHING,
        /** The input. */
        INPUT,
        /** The output. */
        OUTPUT,
        /** Both. */
        INPUT_AND_OUTPUT;

        boolean input() {
            return this == INPUT || this == INPUT_AND_OUTPUT;
        }

        boolean output() {
            return this == OUTPUT || this == INPUT_AND_OUTPUT;
        }
    }

    /** One {@link Planned}: a value that a function makes, or a buffer of a size that a function tells. */
    sealed interface Slot {
        /** Whether it is kept from forward to backward, rather than free for others between calls. */
        default boolean kept() {
            return true;
        }

        /** Bytes of an element. */
        int elementBytes();

        /** A value, whose size nobody tells. */
        record Value(Function<PlanRequest, ?> make) implements Slot {
            @Override
            public int elementBytes() {
                return 0;
            }
        }

        /** Floats. */
        record Floats(ToIntFunction<PlanRequest> size, boolean kept) implements Slot {
            @Override
            public int elementBytes() {
                return Float.BYTES;
            }
        }

        /** Doubles, not kept. */
        record Doubles(ToIntFunction<PlanRequest> size) implements Slot {
            @Override
            public boolean kept() {
                return false;
            }

            @Override
            public int elementBytes() {
                return Double.BYTES;
            }
        }

        /** Longs. */
        record Longs(ToIntFunction<PlanRequest> size) implements Slot {
            @Override
            public int elementBytes() {
                return Long.BYTES;
            }
        }

        /** Bytes. */
        record Bytes(ToIntFunction<PlanRequest> size) implements Slot {
            @Override
            public int elementBytes() {
                return Byte.BYTES;
            }
        }
    }

    private final String layer;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private Reads reads = Reads.INPUT_AND_OUTPUT;
    private boolean inPlace;
    private boolean gradientOverInput;
    private boolean view;
    private String kernel = "";
    private long flops;

    LayerBuilder(String layer) {
        this.layer = layer;
    }

    /**
     * A parameter to train. Its fans follow from the shape as in Keras: the innermost dimension is the outputs, the next
     * one the inputs, and the others are a convolution's window.
     */
    public Parameter parameter(String name, Shape shape, Initializer initializer) {
        int outputs = shape.last();
        int inputs = shape.rank() < 2 ? outputs : shape.dimension(shape.rank() - 2);
        int window = shape.rank() < 2 ? 1 : shape.elements() / outputs / inputs;
        return parameter(name, shape, initializer, new Initializer.Fans(window * inputs, window * outputs));
    }

    /** A parameter to train, with fans of its own. */
    public Parameter parameter(String name, Shape shape, Initializer initializer, Initializer.Fans fans) {
        return add(new Parameter(layer + "/" + name, shape, true, initializer, fans));
    }

    /** A parameter that the layer itself keeps up to date, such as a moving average. */
    public Parameter state(String name, Shape shape, Initializer initializer) {
        return add(new Parameter(layer + "/" + name, shape, false, initializer, new Initializer.Fans(1, 1)));
    }

    /** A value made once per plan, such as a geometry. */
    public <T> Planned<T> planned(Function<PlanRequest, T> make) {
        return slot(new Slot.Value(make));
    }

    /** Floats that stay from forward to backward; in training only. */
    public Planned<Tensor> kept(ToIntFunction<PlanRequest> size) {
        return slot(new Slot.Floats(size, true));
    }

    /** Longs that stay from forward to backward; in training only. */
    public Planned<long[]> keptLongs(ToIntFunction<PlanRequest> size) {
        return slot(new Slot.Longs(size));
    }

    /** Bytes that stay from forward to backward; in training only. */
    public Planned<byte[]> keptBytes(ToIntFunction<PlanRequest> size) {
        return slot(new Slot.Bytes(size));
    }

    /** Floats for the length of one call; other layers use the same. */
    public Planned<Tensor> workspace(ToIntFunction<PlanRequest> size) {
        return slot(new Slot.Floats(size, false));
    }

    /** Doubles for the length of one call; other layers use the same, so a layer can have one such buffer only. */
    public Planned<double[]> workspaceDoubles(ToIntFunction<PlanRequest> size) {
        return slot(new Slot.Doubles(size));
    }

    /** What the backward pass reads; input and output unless this is called. */
    public LayerBuilder backwardReads(Reads what) {
        reads = what;
        return this;
    }

    /** Allows {@code y} to be {@code x}, and {@code dx} to be {@code dy}; the plan decides. */
    public LayerBuilder inPlace() {
        inPlace = true;
        return this;
    }

    /**
     * Allows the backward pass to be given {@code x} as {@code dx}: it reads what it needs of an element before it writes
     * there. The plan does so where nobody reads {@code x} later.
     */
    public LayerBuilder gradientOverInput() {
        gradientOverInput = true;
        return this;
    }

    /** Promises that the output is the input under another shape: the layer is given one memory and does nothing. */
    public LayerBuilder view() {
        view = true;
        return backwardReads(Reads.NOTHING);
    }

    /** Names the kernel that computes the layer, for tables, such as {@code Gemm + bias}; by default its class. */
    public LayerBuilder kernel(String words) {
        kernel = words;
        return this;
    }

    /**
     * Declares the work of a matrix product or convolution: floating-point operations of the forward pass for one sample,
     * where a multiply-add counts as 2, products with padding count, and bias and activation do not. The gradient by the
     * input takes as many, and so do the gradients of the weights. A layer that memory bounds declares none.
     */
    public LayerBuilder flops(long forwardPerSample) {
        flops = Require.nonNegative("flops", forwardPerSample);
        return this;
    }

    /** An exception that names the layer. */
    public IllegalArgumentException error(String expected, Object received) {
        return Require.error(layer, expected, received);
    }

    List<Parameter> parameters() {
        return parameters;
    }

    List<Slot> slots() {
        return slots;
    }

    Reads reads() {
        return reads;
    }

    boolean isInPlace() {
        return inPlace;
    }

    boolean isGradientOverInput() {
        return gradientOverInput;
    }

    boolean isView() {
        return view;
    }

    String kernel() {
        return kernel;
    }

    long flops() {
        return flops;
    }

    private Parameter add(Parameter parameter) {
        for (Parameter other : parameters) {
            if (other.name().equals(parameter.name())) {
                throw error("parameters with names of their own", "a second " + parameter.name());
            }
        }
        parameters.add(parameter);
        return parameter;
    }

    private <T> Planned<T> slot(Slot slot) {
        slots.add(slot);
        return new Planned<>(slots.size() - 1);
    }
}
