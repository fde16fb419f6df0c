package dev.lanewise.nn;

import java.util.List;

/**
 * What a {@link Plan} runs as one: a layer, or layers that are fused.
 *
 * @param layers the layers, first to last
 * @param first place of the first one in the model, from 0
 * @param kernel name of what computes them, such as {@code Gemm + bias}
 * @param forward work of a forward pass
 * @param backward work of a backward pass; {@link Work#NONE} if there is none
 * @param outputBytes memory of the output; 0 if it takes the place of the input
 * @param keptBytes memory for what is kept from forward to backward beside the output
 * @param workspaceBytes memory for the length of a call, shared with the other groups
 */
public record PlanGroup(
        List<Layer> layers,
        int first,
        String kernel,
        Work forward,
        Work backward,
        long outputBytes,
        long keptBytes,
        long workspaceBytes) {

    /**
     * Work for a whole batch.
     *
     * @param flops floating-point operations of matrix products and convolutions, see {@link LayerBuilder#flops}
     * @param bytes bytes that have to move at least: every input, parameter and kept buffer read once, every result
     *     written once
     */
    public record Work(long flops, long bytes) {

        /** Nothing to do. */
        public static final Work NONE = new Work(0, 0);

        /** Both one after the other. */
        public Work plus(Work other) {
            return new Work(flops + other.flops, bytes + other.bytes);
        }
    }

    /** Copies the list. */
    public PlanGroup {
        layers = List.copyOf(layers);
    }

    /** Shape of one sample of the output. */
    public Shape outputShape() {
        return layers.getLast().outputShape();
    }
}
