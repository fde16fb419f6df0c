package dev.lanewise.nn;

import dev.lanewise.kernels.EpilogueGradient;
import dev.lanewise.nn.LayerBuilder.Slot;
import dev.lanewise.nn.internal.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
    private final boolean fuses;
    private final PlanMemory memory;
    private final PlanLayout layout;
    private final float[] arena;
    private final Pass[] passes;
    private final List<Span> spans;
    private final List<List<Pass>> passesOfSpans;
    private final @Nullable Tensor[] values;
    private final @Nullable Tensor[] gradients;
    private @Nullable StepTimes times;

    Plan(List<Layer> layers, PlanRequest request, boolean fuses, PlanMemory memory) {
        this.layers = layers;
        this.request = request;
        this.fuses = fuses;
        this.memory = memory;
        spans = Span.list(layers, fuses);
        layout = new PlanLayout(layers, request, fuses, spans);
        arena = memory.floats(layout.length());
        memory.doubles(layout.doubles());
        int count = layers.size();
        passes = new Pass[count];
        values = new @Nullable Tensor[count + 1];
        gradients = new Tensor[count + 1];
        values[0] = tensor(layout.inputOffset(), layers.getFirst().inputShape());
        for (int i = 0; i < count; i++) {
            Shape shape = layers.get(i).outputShape();
            if (!layout.isHidden(i)) {
                values[i + 1] = tensor(layout.outputOffset(i), shape);
                if (request.training() && i >= Math.min(layout.firstBackward(), count - 1)) {
                    gradients[i + 1] = tensor(layout.gradientOffset(i), shape);
                }
            }
            passes[i] =
                    new Pass(request, RandomStreams.layer(i), buffers(i), epilogueBefore(i), layout.epilogueDone(i));
        }
        for (int i = 0; i + 1 < count && fuses && request.training(); i++) {
            if (layers.get(i).takesMoments()) {
                passes[i].takeAlong(layers.get(i + 1).moments(passes[i + 1]), passes[i + 1]);
            }
        }
        passesOfSpans = spans.stream()
                .map(span -> List.of(Arrays.copyOfRange(passes, span.first(), span.end())))
                .toList();
    }

    /** Batch size, mode and threads. */
    public PlanRequest request() {
        return request;
    }

    /** The batch to work on. */
    public Tensor input() {
        return present(values[0]);
    }

    /** The result of {@link #forward}. */
    public Tensor output() {
        return present(values[layers.size()]);
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

    /** What that memory is for: the sum is {@link #memorySize} unless it is the memory of a larger plan. */
    public MemoryUse memoryUse() {
        return layout.use();
    }

    /** The groups of layers that a step runs one after the other, for reports. */
    public List<PlanGroup> groups() {
        return new PlanGroups(layers, request, layout, spans, passes).list();
    }

    /** Adds the times of all later steps to {@code times}, which has one entry a layer; null ends it. */
    public void measure(@Nullable StepTimes newTimes) {
        if (newTimes != null && newTimes.layers() != layers.size()) {
            throw Require.error("times", layers.size() + " layers", newTimes.layers());
        }
        times = newTimes;
    }

    /**
     * Computes {@link #output} from {@link #input}.
     *
     * @param seed seed of the run
     * @param step number of the training step; of no consequence in inference
     */
    public void forward(long seed, int step) {
        StepTimes measured = times;
        long start = measured == null ? 0 : System.nanoTime();
        for (Pass pass : passes) {
            pass.begin(seed, step);
        }
        for (int s = 0; s < spans.size(); s++) {
            Span span = spans.get(s);
            int first = span.first();
            Tensor x = present(values[first]);
            Tensor y = present(values[span.end()]);
            Fusion fusion = span.fusion();
            if (fusion == null) {
                layers.get(first).forward(passes[first], x, y);
            } else {
                fusion.forward(passesOfSpans.get(s), x, y);
            }
            start = measured == null ? 0 : measured.endForward(first, start);
        }
    }

    /**
     * Computes the gradient of every trained parameter from {@link #outputGradient}.
     *
     * @throws IllegalStateException if the plan is for inference
     */
    public void backward() {
        trained(gradients[layers.size()]);
        int firstBackward = layout.firstBackward();
        StepTimes measured = times;
        long start = measured == null ? 0 : System.nanoTime();
        for (int s = spans.size() - 1; s >= 0 && spans.get(s).end() > firstBackward; s--) {
            Span span = spans.get(s);
            int first = span.first();
            Tensor dx = first <= firstBackward ? null : present(gradients[first]);
            Tensor x = present(values[first]);
            Tensor y = present(values[span.end()]);
            Tensor dy = present(gradients[span.end()]);
            Fusion fusion = span.fusion();
            if (fusion == null) {
                layers.get(first).backward(passes[first], x, y, dy, dx);
            } else {
                fusion.backward(passesOfSpans.get(s), x, y, dy, dx);
            }
            start = measured == null ? 0 : measured.endBackward(first, start);
        }
    }

    /**
     * A plan for another batch size that uses this plan's memory where that suffices: only one of the two can be between
     * its {@code forward} and {@code backward}.
     */
    public Plan withBatch(int batch) {
        return inSameMemory(request.mode(), batch);
    }

    /**
     * A plan for inference that uses this plan's memory where that suffices: not between this plan's {@code forward} and
     * {@code backward}.
     */
    public Plan forInference(int batch) {
        return inSameMemory(Mode.INFER, batch);
    }

    private Plan inSameMemory(Mode mode, int batch) {
        return new Plan(layers, new PlanRequest(mode, batch, request.parallelism()), fuses, memory);
    }

    /** What {@code layer} takes of the gradient of the layer before. */
    private EpilogueGradient epilogueBefore(int layer) {
        return layer > 0 && layout.epilogueDone(layer - 1)
                ? Objects.requireNonNull(layers.get(layer - 1).epilogueGradient())
                : EpilogueGradient.none();
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
            case Slot.Value value -> layers.get(layer).explaining(layout.asked(layer), value.make());
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

    /** A tensor that does not lie between fused layers. */
    private static Tensor present(@Nullable Tensor tensor) {
        return Objects.requireNonNull(tensor);
    }

    private static Tensor trained(@Nullable Tensor gradient) {
        if (gradient == null) {
            throw new IllegalStateException("expected a plan for training, got one for inference");
        }
        return gradient;
    }
}
