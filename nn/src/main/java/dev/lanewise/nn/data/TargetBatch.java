package dev.lanewise.nn.data;

import dev.lanewise.nn.internal.Require;

/** The targets of a batch, in arrays that are kept from batch to batch. */
public final class TargetBatch {

    private final TargetSpec spec;
    private final int[] labels;
    private final float[] values;
    private final int capacity;
    private int count;

    /** Room for {@code capacity} targets of one kind. */
    public TargetBatch(TargetSpec spec, int capacity) {
        this.spec = spec;
        this.capacity = capacity;
        boolean labelled = spec instanceof TargetSpec.Labels;
        labels = new int[labelled ? capacity : 0];
        values = new float
                [labelled ? 0 : Math.multiplyExact(capacity, spec.shape().elements())];
    }

    /** What the targets are. */
    public TargetSpec spec() {
        return spec;
    }

    /** Number of targets. */
    public int count() {
        return count;
    }

    /** The labels from element 0 on; empty for values. */
    public int[] labels() {
        return labels;
    }

    /** The values from element 0 on, one target behind the other; empty for labels. */
    public float[] values() {
        return values;
    }

    /**
     * Takes the targets of samples {@code indices[from] .. indices[from + size - 1]}.
     *
     * @throws IllegalArgumentException if there is no room for them
     */
    public void load(Dataset dataset, int[] indices, int from, int size) {
        if (size > capacity) {
            throw Require.error("targets", "at most " + capacity, size);
        }
        if (spec instanceof TargetSpec.Labels) {
            dataset.copyLabels(indices, from, size, labels, 0);
        } else {
            dataset.copyValues(indices, from, size, values, 0);
        }
        count = size;
    }
}
