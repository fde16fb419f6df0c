package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.kernels.Pool2dGeometry.Rounding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pool2dGeometryTest {

    /** The sizes that PyTorch's and ONNX' formula gives; the last two columns are rounded down and up. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 0, 0, 1, 1, 1",
        "4, 2, 2, 0, 0, 1, 2, 2",
        "5, 2, 2, 0, 0, 1, 2, 3",
        "4, 3, 2, 0, 0, 1, 1, 2", // maxpool_2d_ceil
        "2, 1, 2, 0, 0, 1, 1, 1", // maxpool_2d_ceil_output_size_reduce_by_one
        "2, 3, 3, 1, 1, 1, 1, 1", // averagepool_2d_ceil_last_window_starts_on_pad
        "32, 3, 1, 0, 0, 1, 30, 30",
        "32, 5, 3, 0, 0, 1, 10, 10",
        "4, 2, 1, 0, 0, 2, 2, 2", // maxpool_2d_dilations
        "7, 3, 2, 1, 1, 1, 4, 4",
        "6, 3, 2, 1, 1, 1, 3, 4",
        "6, 2, 3, 0, 0, 1, 2, 2",
        "7, 2, 3, 0, 0, 1, 2, 3",
        "5, 2, 4, 0, 1, 1, 2, 2",
    })
    void countsItsWindows(int extent, int pool, int stride, int before, int after, int dilation, int floor, int ceil) {
        Pool2dGeometry rows = new Pool2dGeometry(
                1, extent, 1, 1, pool, 1, stride, 1, before, after, 0, 0, dilation, 1, Rounding.FLOOR);
        assertThat(rows.outHeight()).isEqualTo(floor);
        assertThat(rows.withCeilMode().outHeight()).isEqualTo(ceil);
        Pool2dGeometry cols = new Pool2dGeometry(
                1, 1, extent, 1, 1, pool, 1, stride, 0, 0, before, after, 1, dilation, Rounding.FLOOR);
        assertThat(cols.outWidth()).isEqualTo(floor);
        assertThat(cols.withCeilMode().outWidth()).isEqualTo(ceil);
    }

    @Test
    void samePaddingIsLargerBelowAndRight() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 5, 6, 1, 2, 3).withStrides(2, 1).withSamePadding();
        assertThat(new int[] {g.padTop(), g.padBottom(), g.padLeft(), g.padRight()})
                .containsExactly(0, 1, 1, 1);
        assertThat(g.outHeight()).isEqualTo(3);
        assertThat(g.outWidth()).isEqualTo(6);
    }

    @Test
    void sizesAreInElements() {
        Pool2dGeometry g = Pool2dGeometry.of(2, 6, 9, 5, 2, 3);
        assertThat(g.inputSize()).isEqualTo(540);
        assertThat(g.outputSize()).isEqualTo(90);
        assertThat(g.taps()).isEqualTo(6);
        assertThat(g.withBatch(0).outputSize()).isZero();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool2dGeometry.of(1, 2, 2, 1, 3, 1))
                .withMessageContaining("padded height")
                .withMessageContaining("got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool2dGeometry.of(1, 4, 4, 0, 2, 2))
                .withMessage("channels: expected a value > 0, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool2dGeometry.of(1, 4, 4, 1, 2, 2).withStrides(0, 1))
                .withMessageContaining("stride of height");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool2dGeometry.of(1, 4, 4, 1, 2, 2).withPadding(0, 0, -1, 0))
                .withMessageContaining("padding before width");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool2dGeometry.of(1 << 15, 1 << 8, 1 << 8, 1, 1, 1))
                .withMessageContaining("2^31");
    }
}
