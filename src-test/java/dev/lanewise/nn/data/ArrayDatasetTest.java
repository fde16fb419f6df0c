package dev.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Shape;
import org.junit.jupiter.api.Test;

class ArrayDatasetTest {

    private final Dataset labelled =
            ArrayDataset.ofLabels(Shape.of(2), new float[] {0, 1, 10, 11, 20, 21}, new int[] {2, 0, 1}, 3);
    private final Dataset valued = ArrayDataset.ofValues(
            Shape.of(1), new float[] {5, 6, 7}, Shape.of(2), new float[] {50, 51, 60, 61, 70, 71});

    @Test
    void copiesSamplesAndTargetsByIndex() {
        float[] samples = new float[5];
        labelled.copySamples(new int[] {9, 2, 0}, 1, 2, samples, 1);
        assertThat(samples).containsExactly(0, 20, 21, 0, 1);
        int[] labels = new int[3];
        labelled.copyLabels(new int[] {2, 0}, 0, 2, labels, 1);
        assertThat(labels).containsExactly(0, 1, 2);
        float[] values = new float[4];
        valued.copyValues(new int[] {1, 1}, 0, 2, values, 0);
        assertThat(values).containsExactly(60, 61, 60, 61);
    }

    @Test
    void aSliceIsAView() {
        Dataset slice = labelled.slice(1, 3);
        float[] sample = new float[2];
        slice.copySample(1, sample, 0);

        assertThat(slice.size()).isEqualTo(2);
        assertThat(sample).containsExactly(20, 21);
        assertThat(slice.label(0)).isZero();
        assertThat(slice.targets()).isEqualTo(TargetSpec.labels(3));
        assertThatThrownBy(() -> slice.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> labelled.slice(1, 4))
                .hasMessage("slice: expected 0 <= from <= to <= 3, got from 1 to 4");
        float[] values = new float[2];
        valued.slice(2, 3).copyValues(0, values, 0);
        assertThat(values).containsExactly(70, 71);
    }

    @Test
    void refusesArraysThatDoNotMatch() {
        Shape pair = Shape.of(2);
        assertThatThrownBy(() -> ArrayDataset.ofLabels(pair, new float[3], new int[1], 2))
                .hasMessage("samples: expected whole samples of shape (2), got 3 elements");
        assertThatThrownBy(() -> ArrayDataset.ofLabels(pair, new float[4], new int[1], 2))
                .hasMessage("labels: expected a label for each of 2 samples, got 1");
        assertThatThrownBy(() -> ArrayDataset.ofLabels(pair, new float[4], new int[] {0, 2}, 2))
                .hasMessage("label of sample 1: expected a value in [0, 2), got 2");
        assertThatThrownBy(() -> ArrayDataset.ofValues(pair, new float[4], pair, new float[3]))
                .hasMessage("values: expected 2 targets of shape (2), got an array of 3 elements");
        assertThatThrownBy(() -> TargetSpec.labels(0)).hasMessage("classes: expected a value >= 1, got 0");
    }

    @Test
    void hasNoTargetsOfTheOtherKind() {
        assertThatThrownBy(() -> valued.label(0)).hasMessage("label: the targets are values of shape (2)");
        assertThatThrownBy(() -> labelled.copyValues(0, new float[1], 0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("copyValues: the targets are labels of 3 classes");
    }
}
