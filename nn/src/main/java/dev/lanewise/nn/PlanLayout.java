package dev.lanewise.nn;

import dev.lanewise.nn.LayerBuilder.Slot;
import java.util.Arrays;
import java.util.List;

/**
 * Where everything in a {@link Plan} lies.
 *
 * <p>Training keeps each layer's output for the backward pass, inference alternates between two regions. A layer that
 * works in place overwrites its input, unless some backward pass still reads what it would overwrite, or the input is
 * the batch itself. Gradients alternate between two regions, or overwrite the output that they belong to, where the layer
 * behind allows it and the layer itself does not read it; workspaces share one.
 */
final class PlanLayout {

    private final List<Layer> layers;
    private final PlanRequest request;
    private final boolean fuses;
    private final boolean[] hidden;
    private final Regions regions = new Regions();
    private final int input;
    private final int[] outputs;
    private final int[] gradients;
    private final int[][] sizes;
    private final int[][] slotRegions;
    private final int[][] slotStarts;
    private final int firstGradient;
    private final int workspace;
    private final int firstBackward;
    private final int length;
    private int doubles;

    /** Places all; what lies between the layers of a span has no place. */
    PlanLayout(List<Layer> layers, PlanRequest request, boolean fuses, List<Span> spans) {
        this.layers = layers;
        this.request = request;
        this.fuses = fuses;
        int count = layers.size();
        hidden = new boolean[count];
        for (Span span : spans) {
            Arrays.fill(hidden, span.first(), span.end() - 1, true);
        }
        outputs = new int[count];
        gradients = new int[count];
        sizes = new int[count][];
        slotRegions = new int[count][];
        slotStarts = new int[count][];
        input = regions.add(batched(layers.getFirst().inputShape()));
        placeOutputs();
        firstBackward = request.training() ? firstTrained() : count;
        firstGradient = regions.count();
        placeGradients();
        workspace = regions.add(1);
        for (int i = 0; i < count; i++) {
            placeBuffers(i);
        }
        length = regions.place("memory for a batch of " + request.batch());
    }

    /** Floats in all. */
    int length() {
        return length;
    }

    /** Doubles of the shared workspace. */
    int doubles() {
        return doubles;
    }

    /** Layers before this one have nothing to train behind them, and no backward pass. */
    int firstBackward() {
        return firstBackward;
    }

    /** What {@code layer} is asked for: layers before the first that is trained give no gradient, nor does that one. */
    PlanRequest asked(int layer) {
        return request.withInputGradient(layer > firstBackward);
    }

    /** Whether the output of {@code layer} lies between the layers of a span. */
    boolean isHidden(int layer) {
        return hidden[layer];
    }

    /** Whether the layer behind takes the gradient of bias and relu at the end of {@code layer}. */
    boolean epilogueDone(int layer) {
        return fuses
                && layer >= firstBackward
                && layer + 1 < layers.size()
                && layers.get(layer + 1).takesEpilogueGradient()
                && layers.get(layer).epilogueGradient() != null;
    }

    int inputOffset() {
        return regions.offset(input);
    }

    int outputOffset(int layer) {
        return regions.offset(outputs[layer]);
    }

    /** The gradient of the loss by the output of {@code layer}. */
    int gradientOffset(int layer) {
        return regions.offset(gradients[layer]);
    }

    /** Elements of a buffer; 0 if this plan has none. */
    int slotSize(int layer, int slot) {
        return sizes[layer][slot];
    }

    /** Where a buffer of floats begins. */
    int slotOffset(int layer, int slot) {
        return regions.offset(slotRegions[layer][slot]) + slotStarts[layer][slot];
    }

    /** Whether the output of {@code layer} has memory of its own: it is not hidden, nor in the place of its input. */
    boolean hasOwnOutput(int layer) {
        int before = layer - 1;
        while (before >= 0 && hidden[before]) {
            before--;
        }
        return !hidden[layer] && outputs[layer] != (before < 0 ? input : outputs[before]);
    }

    /** Bytes of a layer's buffers that are kept from forward to backward, or of those that are not. */
    long slotBytes(int layer, boolean kept) {
        List<Slot> slots = layers.get(layer).built().declared().slots();
        long bytes = 0;
        for (int s = 0; s < slots.size(); s++) {
            bytes += slots.get(s).kept() == kept ? (long) slots.get(s).elementBytes() * sizes[layer][s] : 0;
        }
        return bytes;
    }

    /** What the memory is for. */
    MemoryUse use() {
        long arrays = 0;
        for (int i = 0; i < sizes.length; i++) {
            List<Slot> slots = layers.get(i).built().declared().slots();
            for (int s = 0; s < slots.size(); s++) {
                boolean array = slots.get(s) instanceof Slot.Longs || slots.get(s) instanceof Slot.Bytes;
                arrays += array ? (long) slots.get(s).elementBytes() * sizes[i][s] : 0;
            }
        }
        return new MemoryUse(
                4L * regions.span(input, input + 1),
                4L * regions.span(input + 1, firstGradient),
                4L * regions.span(firstGradient, workspace),
                4L * regions.span(workspace + 1, regions.count()) + arrays,
                4L * regions.span(workspace, workspace + 1) + 8L * doubles);
    }

    private void placeOutputs() {
        int[] pair = request.training() ? new int[0] : new int[] {regions.add(1), regions.add(1)};
        int at = input;
        boolean read = true;
        for (int i = 0; i < outputs.length; i++) {
            LayerBuilder declared = layers.get(i).built().declared();
            long size = batched(layers.get(i).outputShape());
            if (hidden[i]) {
                read = true;
                continue;
            }
            boolean needsInput = request.training() && declared.reads().input();
            if (declared.isView()) {
                outputs[i] = at;
                continue;
            }
            if (!declared.isInPlace() || read || needsInput) {
                at = request.training() ? regions.add(size) : pair[at == pair[0] ? 1 : 0];
                regions.require(at, size);
            }
            outputs[i] = at;
            read = request.training() && declared.reads().output();
        }
    }

    private void placeGradients() {
        if (!request.training()) {
            return;
        }
        int[] pair = {regions.add(1), regions.add(1)};
        int at = pair[0];
        for (int i = outputs.length - 1; i >= Math.min(firstBackward, outputs.length - 1); i--) {
            if (!hidden[i]) {
                gradients[i] = gradientTakesOutput(i) ? outputs[i] : at;
                regions.require(gradients[i], batched(layers.get(i).outputShape()));
            }
            LayerBuilder declared = layers.get(i).built().declared();
            if (!declared.isView() && !declared.isInPlace()) {
                at = pair[at == pair[0] ? 1 : 0];
            }
        }
    }

    /** Whether the layer behind can write its dx where {@code layer} has its output, which nobody reads any more. */
    private boolean gradientTakesOutput(int layer) {
        boolean read = layers.get(layer).built().declared().reads().output() && !epilogueDone(layer);
        return layer + 1 < layers.size()
                && layers.get(layer + 1).built().declared().isGradientOverInput()
                && hasOwnOutput(layer)
                && !read;
    }

    private int firstTrained() {
        int first = 0;
        while (first < layers.size() && layers.get(first).parameters().stream().noneMatch(Parameter::trainable)) {
            first++;
        }
        return first;
    }

    private void placeBuffers(int layer) {
        List<Slot> slots = layers.get(layer).built().declared().slots();
        sizes[layer] = new int[slots.size()];
        slotRegions[layer] = new int[slots.size()];
        slotStarts[layer] = new int[slots.size()];
        PlanRequest asked = asked(layer);
        int end = 0;
        for (int s = 0; s < slots.size(); s++) {
            int size = slotSize(layers.get(layer), slots.get(s), asked);
            sizes[layer][s] = size;
            if (slots.get(s) instanceof Slot.Doubles) {
                doubles = Math.max(doubles, size);
            } else if (slots.get(s) instanceof Slot.Floats floats && floats.kept()) {
                slotRegions[layer][s] = regions.add(size);
            } else if (slots.get(s) instanceof Slot.Floats) {
                slotRegions[layer][s] = workspace;
                slotStarts[layer][s] = end;
                end = Math.addExact(end, Regions.lines(size));
                regions.require(workspace, end);
            }
        }
    }

    private static int slotSize(Layer layer, Slot slot, PlanRequest asked) {
        return switch (slot) {
            case Slot.Value ignored -> 0;
            case Slot.Floats floats when floats.kept() && !asked.training() -> 0;
            case Slot.Floats floats -> layer.explaining(asked, floats.size()::applyAsInt);
            case Slot.Doubles wanted -> layer.explaining(asked, wanted.size()::applyAsInt);
            case Slot.Longs wanted -> asked.training() ? layer.explaining(asked, wanted.size()::applyAsInt) : 0;
            case Slot.Bytes wanted -> asked.training() ? layer.explaining(asked, wanted.size()::applyAsInt) : 0;
        };
    }

    private long batched(Shape shape) {
        return (long) request.batch() * shape.elements();
    }
}
