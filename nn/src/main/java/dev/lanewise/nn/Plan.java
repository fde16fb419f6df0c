package dev.lanewise.nn;

import dev.lanewise.nn.LayerBuilder.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model laid out for one batch size, mode and number of threads: all memory is taken here, and a step then allocates
 * nothing. A training step by hand:
 *
 * <ol>
 *   <li>write a batch to {@link #input};
 *   <li>{@link #forward};
 *   <li>read {@link #output}, and write the gradient of the loss by it to {@link #outputGradient};
 *   <li>{@link #backward};
 *   <li>let an optimizer step.
 * </ol>
 *
 * <p>A plan serves one thread at a time. Plans of one model share its parameters and nothing else: inference may go on
 * in other threads, but not while a step changes the parameters.
 */
public final class Plan {

    private final List<Layer> layers;
    private final PlanRequest request;
    private final PlanMemory memory;
    private final PlanLayout layout;
    private final float[] arena;
    private final Pass[] passes;
    private final Tensor[] values;
    private final @Nullable Tensor[] gradients;

    Plan(List<Layer> layers, PlanRequest request, PlanMemory memory) {
        this.layers = layers;
        this.request = request;
        this.memory = memory;
        layout = new PlanLayout(layers, request);
        arena = memory.floats(layout.length());
        memory.doubles(layout.doubles());
        int count = layers.size();
        passes = new Pass[count];
        values = new Tensor[count + 1];
        gradients = new Tensor[count + 1];
        values[0] = tensor(layout.inputOffset(), layers.getFirst().inputShape());
        for (int i = 0; i < count; i++) {
            Shape shape = layers.get(i).outputShape();
            values[i + 1] = tensor(layout.outputOffset(i), shape);
            if (request.training() && i >= Math.min(layout.firstBackward(), count - 1)) {
                gradients[i + 1] = tensor(layout.gradientOffset(i), shape);
            }
            passes[i] = new Pass(request, RandomStreams.layer(i), buffers(i));
        }
    }

    /** Batch size, mode and threads. */
    public PlanRequest request() {
        return request;
    }

    /** The batch to work on. */
    public Tensor input() {
        return values[0];
    }

    /** The result of {@link #forward}. */
    public Tensor output() {
        return values[layers.size()];
    }

    /**
     * Takes the gradient of the loss by {@link #output}, which {@link #backward} then overwrites.
     *
     * @throws IllegalStateException if the plan is for inference
     */
    public Tensor outputGradient() {
        return trained(gradients[layers.size()]);
    }

    /** Bytes of the arrays that the plan works in. */
    public long memorySize() {
        return memory.size();
    }

    /**
     * Computes {@link #output} from {@link #input}.
     *
     * @param seed seed of the run
     * @param step number of the training step; of no consequence in inference
     */
    public void forward(long seed, int step) {
        for (int i = 0; i < passes.length; i++) {
            passes[i].begin(seed, step);
            layers.get(i).forward(passes[i], values[i], values[i + 1]);
        }
    }

    /**
     * Computes the gradient of every trained parameter from {@link #outputGradient}.
     *
     * @throws IllegalStateException if the plan is for inference
     */
    public void backward() {
        trained(gradients[layers.size()]);
        int first = layout.firstBackward();
        for (int i = passes.length - 1; i >= first; i--) {
            Tensor dx = i == first ? null : gradients[i];
            layers.get(i).backward(passes[i], values[i], values[i + 1], trained(gradients[i + 1]), dx);
        }
    }

    /**
     * A plan for another batch size that uses this plan's memory where that suffices: only one of the two can be between
     * its {@code forward} and {@code backward}.
     */
    public Plan withBatch(int batch) {
        return new Plan(layers, new PlanRequest(request.mode(), batch, request.parallelism()), memory);
    }

    private @Nullable Object[] buffers(int layer) {
        List<Slot> slots = layers.get(layer).built().declared().slots();
        @Nullable Object[] buffers = new Object[slots.size()];
        for (int s = 0; s < buffers.length; s++) {
            buffers[s] = buffer(layer, s, slots.get(s));
        }
        return buffers;
    }

    private @Nullable Object buffer(int layer, int index, Slot slot) {
        return switch (slot) {
            case Slot.Value value -> layers.get(layer).explaining(request, value.make());
            case Slot.Doubles ignored -> memory.doubles(layout.doubles());
            case Slot.Floats floats -> {
                int size = layout.slotSize(layer, index);
                yield size == 0 ? null : Tensor.view(arena, layout.slotOffset(layer, index), Shape.of(size));
            }
            case Slot.Longs ignored ->
                request.training() ? memory.longs(layer * 1000 + index, layout.slotSize(layer, index)) : null;
            case Slot.Bytes ignored ->
                request.training() ? memory.bytes(layer * 1000 + index, layout.slotSize(layer, index)) : null;
        };
    }

    private Tensor tensor(int offset, Shape sample) {
        return Tensor.view(arena, offset, sample.batched(request.batch()));
    }

    private static Tensor trained(@Nullable Tensor gradient) {
        if (gradient == null) {
            throw new IllegalStateException("expected a plan for training, got one for inference");
        }
        return gradient;
    }
}
