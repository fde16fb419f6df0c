package dev.lanewise.nn.data;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.internal.Require;
import java.util.Objects;

/** Consecutive samples of another dataset. */
final class DatasetSlice implements Dataset {

    private final Dataset whole;
    private final int start;
    private final int size;

    DatasetSlice(Dataset whole, int from, int to) {
        if (from < 0 || to < from || to > whole.size()) {
            throw Require.error("slice", "0 <= from <= to <= " + whole.size(), "from " + from + " to " + to);
        }
        this.whole = whole;
        start = from;
        size = to - from;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Shape sampleShape() {
        return whole.sampleShape();
    }

    @Override
    public TargetSpec targets() {
        return whole.targets();
    }

    @Override
    public void copySample(int index, float[] samples, int offset) {
        whole.copySample(start + Objects.checkIndex(index, size), samples, offset);
    }

    @Override
    public int label(int index) {
        return whole.label(start + Objects.checkIndex(index, size));
    }

    @Override
    public void copyValues(int index, float[] values, int offset) {
        whole.copyValues(start + Objects.checkIndex(index, size), values, offset);
    }
}
